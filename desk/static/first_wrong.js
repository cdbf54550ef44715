// A form that was refused begins with the first field that is wrong: unfolded, in view, with the focus in it.

const wrong = document.querySelector("main [aria-invalid=true]");
if (wrong) {
  for (let part = wrong.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  wrong.focus();
  wrong.scrollIntoView({ block: "center" });
}
