// Somebody else's client: nodemailer gets a token, submits with STARTTLS and XOAUTH2, and is refused with a wrong one.
const fs = require('node:fs');
const https = require('node:https');
const nodemailer = require('nodemailer');

const { AUTHORITY, ENTRA_CA_FILE, EXCHANGE_CA_FILE, CLIENT_ID, CLIENT_SECRET, SMTP_PORT, MAILBOX, RECIPIENT } = process.env;

function token() {
  const form = new URLSearchParams({
    grant_type: 'client_credentials', client_id: CLIENT_ID, client_secret: CLIENT_SECRET, scope: 'https://outlook.office365.com/.default',
  }).toString();
  return new Promise((resolve, reject) => {
    const request = https.request(`${AUTHORITY}/oauth2/v2.0/token`, { method: 'POST', ca: fs.readFileSync(ENTRA_CA_FILE), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, answer => {
      let body = '';
      answer.on('data', part => { body += part; });
      answer.on('end', () => (answer.statusCode === 200 ? resolve(JSON.parse(body).access_token) : reject(new Error(`token: ${answer.statusCode}`))));
    });
    request.on('error', reject);
    request.end(form);
  });
}

function transport(accessToken) {
  return nodemailer.createTransport({
    host: 'localhost', port: Number(SMTP_PORT), secure: false, requireTLS: true, tls: { ca: fs.readFileSync(EXCHANGE_CA_FILE) }, auth: { type: 'OAuth2', user: MAILBOX, accessToken },
  });
}

async function main() {
  const sent = await transport(await token()).sendMail({
    from: MAILBOX, to: RECIPIENT, subject: 'From nodemailer', text: 'A line.\n.\n..two dots\n', headers: { 'X-ISE-Purpose': 'alarm' }, messageId: '<nodemailer@client.example>',
  });
  let refused = '';
  try {
    await transport('not-a-token').sendMail({ from: MAILBOX, to: RECIPIENT, subject: 'never', text: 'never' });
  } catch (fault) {
    refused = fault.response;
  }
  console.log(JSON.stringify({ response: sent.response, rejected: sent.rejected, refused }));
}

main().catch(fault => {
  console.error(fault.message);
  process.exitCode = 1;
});
