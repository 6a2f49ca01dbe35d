'use strict';

// The npm package smtp-server with XOAUTH2, doing as little as it can: every token is good, every message is read and dropped.
// Arguments: PEM files of the certificate and its key. Says its port on standard output; ends when standard input does.

const fs = require('node:fs');
const { SMTPServer } = require('smtp-server');

const [, , certFile, keyFile] = process.argv;
const server = new SMTPServer({
  cert: fs.readFileSync(certFile),
  key: fs.readFileSync(keyFile),
  authMethods: ['XOAUTH2'],
  disableReverseLookup: true,
  onAuth(auth, session, callback) {
    return callback(null, { user: auth.username });
  },
  onData(stream, session, callback) {
    stream.on('end', () => callback(null, 'taken'));
    stream.resume();
  },
});

server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.server.address().port}\n`));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
