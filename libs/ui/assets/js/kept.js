// What waits on this device until the server has answered: identifiers, states and marks, no names.
const open = () =>
  new Promise((done, failed) => {
    const asked = indexedDB.open("preau", 2);
    asked.onupgradeneeded = ({ oldVersion }) => {
      const base = asked.result;
      if (oldVersion < 1) base.createObjectStore("rolls", { keyPath: "at", autoIncrement: true }).createIndex("id", "id", { unique: true });
      if (oldVersion < 2) base.createObjectStore("marks", { keyPath: "cell" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = asked.onblocked = () => failed(asked.error);
  });

// `act` asks something of the store; what it asked for is given once all is written.
async function within(name, mode, act) {
  const base = await open();
  // Another tab brings a newer program: it must not wait for this one.
  base.onversionchange = () => base.close();
  try {
    return await new Promise((done, failed) => {
      const change = base.transaction(name, mode);
      const asked = act(change.objectStore(name));
      change.oncomplete = () => done(asked?.result);
      change.onabort = change.onerror = () => failed(change.error);
    });
  } finally {
    base.close();
  }
}

// Rolls, the oldest first.
export const rolls = {
  keep: (roll) => within("rolls", "readwrite", (store) => store.add(roll)),
  kept: () => within("rolls", "readonly", (store) => store.getAll()),
  drop: (id) =>
    within("rolls", "readwrite", (store) => {
      store.index("id").getKey(id).onsuccess = ({ target }) => target.result !== undefined && store.delete(target.result);
    }),
};

// Marks, one for each cell.
export const marks = {
  keep: (mark) => within("marks", "readwrite", (store) => store.put(mark)),
  kept: () => within("marks", "readonly", (store) => store.getAll()),
  // What was typed in the cell since stays.
  drop: (cell, value) =>
    within("marks", "readwrite", (store) => {
      store.get(cell).onsuccess = ({ target }) => target.result && (value === undefined || target.result.value === value) && store.delete(cell);
    }),
};
