// Cells that one moves in and pastes to like in a spreadsheet. `changed` is told of each cell that a
// paste filled; `tell` says how many, and how to take it back.
export function grid(form, { changed, tell }) {
  const rows = () => [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input[data-cell]")]).filter((cells) => cells.length);

  const place = (input) => {
    const all = rows();
    const row = all.findIndex((cells) => cells.includes(input));
    return { all, row, column: all[row].indexOf(input) };
  };

  // Past the last pupil, the next assessment begins; before the first, the one before ends.
  const beside = (input, down, right) => {
    const { all, row, column } = place(input);
    let [r, c] = [row + down, column + right];
    if (r >= all.length) [r, c] = [0, c + 1];
    else if (r < 0) [r, c] = [all.length - 1, c - 1];
    return all[r]?.[c];
  };

  const at = ({ selectionStart, selectionEnd, value }, end) => {
    const whole = selectionStart === 0 && selectionEnd === value.length;
    return whole || (selectionStart === selectionEnd && selectionStart === (end ? value.length : 0));
  };

  const way = ({ key, shiftKey, target }) => {
    if (key === "Enter") return [shiftKey ? -1 : 1, 0];
    if (key === "ArrowDown") return [1, 0];
    if (key === "ArrowUp") return [-1, 0];
    if (key === "ArrowLeft" && at(target, false)) return [0, -1];
    if (key === "ArrowRight" && at(target, true)) return [0, 1];
    return null;
  };

  form.addEventListener("keydown", (event) => {
    const { target, ctrlKey, metaKey, altKey, isComposing } = event;
    if (!target.matches("input[data-cell]") || ctrlKey || metaKey || altKey || isComposing) return;
    const to = way(event);
    if (!to) return;
    event.preventDefault();
    beside(target, ...to)?.focus();
  });

  form.addEventListener("focusin", ({ target }) => target.matches("input[data-cell]") && target.select());

  form.addEventListener("paste", (event) => {
    const { target, clipboardData } = event;
    const text = clipboardData?.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "") ?? "";
    if (!target.matches("input[data-cell]") || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const before = [];
    let lost = 0;
    const { all, row, column } = place(target);
    text.split("\n").forEach((line, down) =>
      line.split("\t").forEach((value, right) => {
        const cell = all[row + down]?.[column + right];
        if (!cell) lost += value.trim() === "" ? 0 : 1;
        else {
          before.push([cell, cell.value]);
          cell.value = value.trim();
          changed(cell);
        }
      }),
    );
    const back = () => {
      for (const [cell, value] of before) {
        cell.value = value;
        changed(cell);
      }
    };
    tell(before.length, lost, back);
  });
}
