// Reads visits from standard input, five texts each, every text ended by a NUL: name, address, port, store, and
// a password, which no store of Node's has. Says a line for each, in any order: its number, then "accepted",
// "refused" or "untold", and why. A store is a file of PEM blocks; without one it is Node's own.

const fs = require('fs');
const net = require('net');
const tls = require('tls');

function visit([name, host, port, store]) {
  return new Promise((resolve) => {
    const options = {
      host,
      port: Number(port),
      servername: net.isIP(name) ? '' : name,
      checkServerIdentity: (_, certificate) => tls.checkServerIdentity(name, certificate),
    };
    try {
      if (store) options.ca = fs.readFileSync(store);
    } catch (error) {
      return resolve(`untold its store: ${error.message}`);
    }
    const socket = tls.connect(options);
    const say = (answer) => {
      resolve(answer);
      socket.destroy();
    };
    const late = setTimeout(() => say('untold timed out'), 15000);
    socket.on('close', () => clearTimeout(late));
    socket.on('secureConnect', () => say(socket.authorized ? 'accepted' : `refused ${socket.authorizationError}`));
    socket.on('error', (error) => {
      const text = error.code && !error.message.includes(error.code) ? `${error.code} ${error.message}` : error.message;
      say(`${socket.authorizationError ? 'refused' : 'untold'} ${text}`);
    });
    socket.on('close', () => say('untold closed'));
  });
}

async function main() {
  const texts = fs.readFileSync(0, 'utf8').split('\0');
  const count = Math.floor((texts.length - 1) / 5);
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const number = next++;
      let answer;
      try {
        answer = await visit(texts.slice(number * 5, number * 5 + 5));
      } catch (error) {
        answer = `untold ${error.message}`;
      }
      console.log(`${number} ${answer.replace(/[\r\n]+/g, ' ')}`);
    }
  };
  await Promise.all(Array.from({length: 8}, worker));
}

main();
