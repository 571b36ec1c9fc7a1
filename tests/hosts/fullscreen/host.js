// A board that fills the screen on a click.
document.querySelector("#open").addEventListener("click", () => document.querySelector("#board").requestFullscreen());
