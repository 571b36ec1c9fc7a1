// A list that makes its rows anew, as frameworks do: equal nodes, never the same ones.
function draw() {
  const rows = Array.from({ length: 8 }, (_, at) => {
    const row = document.createElement("p");
    const button = document.createElement("button");
    button.textContent = `Row ${at}`;
    if (at === 3) button.dataset.testid = "target";
    row.append(button);
    return row;
  });
  document.getElementById("list").replaceChildren(...rows);
}
draw();
