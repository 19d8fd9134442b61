// Puts the code of a scanned slip into its field. It stands behind the # of the address, which a browser
// sends to nobody and no log keeps; it is taken out of the address at once.
"use strict";
(() => {
  const field = document.querySelector("[data-slip-code]");
  const code = decodeURIComponent(location.hash.slice(1));
  if (!field || !/^[A-Za-z0-9-]{8,12}$/.test(code)) return;
  history.replaceState(null, "", location.pathname);
  field.value = code;
})();
