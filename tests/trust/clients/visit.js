// visit.js (ADDRESS PORT STORE)...: a line for each, "yes" where Node takes the server there for api.example.com.

const fs = require('fs');
const tls = require('tls');

function visit(host, port, store) {
  return new Promise((resolve) => {
    const socket = tls.connect({host, port, servername: 'api.example.com', ca: fs.readFileSync(store)});
    socket.on('secureConnect', () => resolve(socket.authorized ? 'yes' : 'no'));
    socket.on('error', (error) => resolve(`no: ${error.code} ${error.message}`));
  }).then((answer) => console.log(answer));
}

async function main(rest) {
  for (let i = 0; i + 2 < rest.length; i += 3) await visit(rest[i], Number(rest[i + 1]), rest[i + 2]);
  process.exit();
}

main(process.argv.slice(2));
