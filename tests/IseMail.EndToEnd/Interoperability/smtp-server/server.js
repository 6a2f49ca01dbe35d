'use strict';

// A token endpoint and an XOAUTH2 submission server, neither of them this project's: Node.js and the npm package smtp-server.
// Arguments: PEM files of the certificate and its key. CLIENT_ID, CLIENT_SECRET and MAILBOX come by environment;
// REFUSED is how many of the first tokens the submission server refuses. Each line on standard output is one JSON object:
// first the ports, then every message as it arrives. Ends when standard input does.

const fs = require('node:fs');
const https = require('node:https');
const crypto = require('node:crypto');
const { SMTPServer } = require('smtp-server');

const [, , certFile, keyFile] = process.argv;
const cert = fs.readFileSync(certFile);
const key = fs.readFileSync(keyFile);
const { CLIENT_ID, CLIENT_SECRET, MAILBOX, REFUSED } = process.env;
const tokens = [];
const say = (what) => process.stdout.write(JSON.stringify(what) + '\n');

const tokenEndpoint = https.createServer({ cert, key }, (request, response) => {
  let body = '';
  request.on('data', (chunk) => { body += chunk; });
  request.on('end', () => {
    const form = new URLSearchParams(body);
    const answer = (status, json) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(json));
    };
    if (request.method !== 'POST' || request.url !== '/contoso/oauth2/v2.0/token') return answer(404, { error: 'not_found' });
    if (form.get('grant_type') !== 'client_credentials' || form.get('scope') !== 'https://mail.example/.default') {
      return answer(400, { error: 'invalid_scope', error_description: 'unexpected scope or grant' });
    }
    if (form.get('client_id') !== CLIENT_ID || form.get('client_secret') !== CLIENT_SECRET) {
      return answer(401, { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' });
    }
    const token = crypto.randomBytes(600).toString('base64url');
    tokens.push(token);
    return answer(200, { token_type: 'Bearer', expires_in: 3599, access_token: token });
  });
});

const submission = new SMTPServer({
  cert,
  key,
  authMethods: ['XOAUTH2'],
  onAuth(auth, session, callback) {
    const known = tokens.indexOf(auth.accessToken);
    if (auth.username !== MAILBOX || known < Number(REFUSED)) return callback(null, { data: { status: '401', schemes: 'bearer' } });
    return callback(null, { user: auth.username });
  },
  onData(stream, session, callback) {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => {
      say({
        message: Buffer.concat(chunks).toString('latin1'),
        from: session.envelope.mailFrom.address,
        to: session.envelope.rcptTo.map((recipient) => recipient.address),
        secure: session.secure,
        session: session.id,
      });
      callback(null, 'taken');
    });
  },
});

tokenEndpoint.listen(0, '127.0.0.1', () => {
  submission.listen(0, '127.0.0.1', () => {
    say({ tokenPort: tokenEndpoint.address().port, submissionPort: submission.server.address().port });
  });
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
