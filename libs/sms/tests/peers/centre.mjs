// A message centre that is not ours (npm `smpp`), for the crash tests: node centre.mjs JOURNAL
// It prints its port, writes each text it receives as a line of the journal before it answers,
// answers after a while that varies, and sends the receipt: again a little later if it is asked to,
// and at the next bind if nobody acknowledged it.
import fs from "node:fs";
import smpp from "smpp";

const journal = fs.openSync(process.argv[2], "a");
const unacknowledged = new Map();
let next = 0;
let session;

function receipt(id, pdu) {
  unacknowledged.set(id, pdu);
  if (!session) return;
  session.deliver_sm(
    {
      esm_class: 4,
      source_addr: pdu.destination_addr,
      destination_addr: pdu.source_addr,
      short_message: `id:${id} sub:001 dlvrd:001 submit date:2611220800 done date:2611220801 stat:DELIVRD err:000 text:`,
      receipted_message_id: id,
      message_state: 2,
    },
    (answer) => {
      if (answer.command_status === 0) unacknowledged.delete(id);
      else setTimeout(() => unacknowledged.has(id) && receipt(id, pdu), 500);
    },
  );
}

const server = smpp.createServer({}, (opened) => {
  opened.on("bind_transceiver", (pdu) => {
    opened.send(pdu.response({ system_id: "centre" }));
    session = opened;
    for (const [id, pending] of [...unacknowledged]) receipt(id, pending);
  });
  opened.on("enquire_link", (pdu) => opened.send(pdu.response()));
  opened.on("unbind", (pdu) => {
    opened.send(pdu.response());
    opened.close();
  });
  opened.on("error", () => {});
  opened.on("close", () => {
    if (session === opened) session = undefined;
  });
  opened.on("submit_sm", (pdu) => {
    fs.writeSync(journal, `${pdu.short_message.message}\n`);
    const id = `c${(next += 1)}`;
    // Between 0 and 40 ms: some answers, and some receipts, are cut by the kill.
    const pause = (next * 13) % 41;
    setTimeout(() => {
      opened.send(pdu.response({ message_id: id }));
      setTimeout(() => receipt(id, pdu), (next * 7) % 23);
    }, pause);
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
