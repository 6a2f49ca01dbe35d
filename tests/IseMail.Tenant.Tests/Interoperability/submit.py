"""Gets a token and submits one mail with nothing but Python's own library: a client that this project did not write.

Environment: AUTHORITY, CLIENT_ID, CLIENT_SECRET, ENTRA_CA_FILE, EXCHANGE_CA_FILE, SMTP_PORT, MAILBOX, RECIPIENT. Prints one
JSON object: what each step was told.
"""

import email.message
import json
import os
import smtplib
import ssl
import urllib.parse
import urllib.request

setting = os.environ


def trusting(authority):
    """A context that believes this authority and checks strictly."""
    context = ssl.create_default_context(cafile=authority)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


form = urllib.parse.urlencode({
    "grant_type": "client_credentials",
    "client_id": setting["CLIENT_ID"],
    "client_secret": setting["CLIENT_SECRET"],
    "scope": "https://outlook.office365.com/.default",
})
with urllib.request.urlopen(setting["AUTHORITY"] + "/oauth2/v2.0/token", form.encode("ascii"), context=trusting(setting["ENTRA_CA_FILE"]), timeout=60) as answer:
    token = json.load(answer)["access_token"]

mail = email.message.EmailMessage()
mail["From"] = setting["MAILBOX"]
mail["To"] = setting["RECIPIENT"]
mail["Subject"] = "From another client"
mail["Message-ID"] = "<python@client.example>"
mail["X-ISE-Purpose"] = "alarm"
mail.set_content("A line.\n.\n..two dots\n")

told = {}
with smtplib.SMTP("localhost", int(setting["SMTP_PORT"]), timeout=60) as client:
    told["starttls"] = client.starttls(context=trusting(setting["EXCHANGE_CA_FILE"]))[0]
    client.ehlo()
    told["mechanisms"] = client.esmtp_features["auth"].split()
    told["auth"] = client.auth("XOAUTH2", lambda challenge=None: f"user={setting['MAILBOX']}\1auth=Bearer {token}\1\1")[0]
    told["refused"] = client.send_message(mail)
print(json.dumps(told))
