window.violations = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
  // Two of the browsers ask for an icon of their own accord.
  if (!blockedURI.endsWith("/favicon.ico")) window.violations.push(`${violatedDirective} ${blockedURI}`);
});
