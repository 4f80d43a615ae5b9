// An independent message centre (npm `smpp`). The text of a message says what to do with it.
// One JSON line on standard output for each thing seen; the first says the port.
const smpp = require('smpp');

const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');
let count = 0;

const server = smpp.createServer({}, (session) => {
  session.on('error', () => {});
  session.on('bind_transceiver', (pdu) => {
    say({ bind: { system_id: pdu.system_id, interface_version: pdu.interface_version, type: pdu.system_type } });
    const refused = pdu.password !== 'secret';
    session.send(pdu.response({ command_status: refused ? 0x0e : 0, system_id: 'node', sc_interface_version: 0x34 }));
  });
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => { say({ unbind: true }); session.send(pdu.response()); session.close(); });
  session.on('submit_sm', (pdu) => {
    const id = '0' + (++count).toString(16).padStart(7, '0') + 'aB';
    const text = pdu.short_message.message;
    say({
      submit: {
        id, text, source: pdu.source_addr, destination: pdu.destination_addr,
        ton: [pdu.source_addr_ton, pdu.source_addr_npi, pdu.dest_addr_ton, pdu.dest_addr_npi],
        esm_class: pdu.esm_class, registered_delivery: pdu.registered_delivery, data_coding: pdu.data_coding,
        validity: pdu.validity_period && pdu.validity_period.toISOString(),
        udh: (pdu.short_message.udh || []).map((header) => header.toString('hex')),
      },
    });
    const answer = (status, message_id = id) => session.send(pdu.response({ command_status: status, message_id }));
    const receipt = (stat, state, err = '000') => session.deliver_sm({
      esm_class: 4, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr,
      short_message: `id:${id} sub:001 dlvrd:001 submit date:2611220200 done date:2611220201 stat:${stat} err:${err} text:`,
      receipted_message_id: id, message_state: state,
    }, (ack) => say({ ack: ack.command_status, id }));
    switch (text) {
      case 'before': receipt('DELIVRD', 2); setTimeout(() => answer(0), 200); break;
      case 'twice': answer(0); receipt('DELIVRD', 2); receipt('DELIVRD', 2); break;
      case 'undelivered': answer(0); receipt('UNDELIV', 5, '001'); break;
      case 'throttle': answer(0x58, ''); break;
      case 'queue full': answer(0x14, ''); break;
      case 'invalid': answer(0x0b, ''); break;
      case 'silent': break;
      case 'late': setTimeout(() => answer(0), 700); break;
      case 'cut': session.socket.destroy(); break;
      case 'leave': session.unbind(); break;
      default: answer(0);
    }
  });
});
server.listen(0, '127.0.0.1', () => say({ port: server.address().port }));
