// An independent client (npm `smpp`) against the simulator: node esme.js PORT
// One JSON line on standard output for each answer and receipt.
const smpp = require('smpp');

const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');
const port = Number(process.argv[2]);

function open(password, then, acknowledge = true) {
  const session = smpp.connect({ url: `smpp://127.0.0.1:${port}`, auto_enquire_link_period: 500 }, () => {
    session.bind_transceiver({ system_id: 'node', password, interface_version: 0x34 }, (answer) => {
      say({ bound: answer.command_status, centre: answer.system_id });
      then(session, answer);
    });
  });
  session.on('error', () => {});
  session.on('deliver_sm', (pdu) => {
    say({ receipt: pdu.short_message.message, id: pdu.receipted_message_id, state: pdu.message_state, esm_class: pdu.esm_class });
    if (acknowledge) session.send(pdu.response());
  });
  return session;
}

function submit(session, destination, message, udh) {
  const pdu = {
    source_addr_ton: 5, source_addr: 'NODE', dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: destination,
    registered_delivery: 1, esm_class: udh ? 0x40 : 0, data_coding: 0,
    short_message: udh ? { udh, message } : message,
  };
  session.submit_sm(pdu, (answer) => say({ answer: answer.command_status, id: answer.message_id, destination }));
}

open('wrong', (first) => {
  first.close();
  open('secret', (session) => {
    for (const end of ['00', '01', '02', '03', '04', '12']) submit(session, `336399800${end}`, `Élève absent ${end}`);
    submit(session, '33639980020', 'deuxième', Buffer.from([5, 0, 3, 9, 2, 2]));
    submit(session, '33639980020', 'première, ', Buffer.from([5, 0, 3, 9, 2, 1]));
    // Leaves without acknowledging this one, and comes back for it.
    setTimeout(() => {
      session.close();
      const rude = open('secret', () => submit(rude, '33639980030', 'gardé'), false);
      setTimeout(() => { rude.socket.destroy(); open('secret', () => {}); }, 600);
    }, 1000);
  });
});
setTimeout(() => process.exit(0), 4000);
