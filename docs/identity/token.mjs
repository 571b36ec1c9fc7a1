import { createHmac } from "node:crypto";

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

export function token({ kid, secret, tenant, user, account }) {
  const iat = Math.floor(Date.now() / 1000);
  const text = `${part({ alg: "HS256", kid })}.${part({ tenant, sub: user, account, iat, exp: iat + 3000 })}`;
  const mark = createHmac("sha256", Buffer.from(secret, "base64")).update(text);
  return `${text}.${mark.digest("base64url")}`;
}
