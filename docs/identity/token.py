import base64, hmac, json, time

def part(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")

def token(kid, secret, tenant, user, account):
    iat = int(time.time())
    claims = {"tenant": tenant, "sub": user, "account": account, "iat": iat, "exp": iat + 3000}
    text = part(json.dumps({"alg": "HS256", "kid": kid}).encode()) + b"." + part(json.dumps(claims).encode())
    return (text + b"." + part(hmac.digest(base64.b64decode(secret), text, "sha256"))).decode()
