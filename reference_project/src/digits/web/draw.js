"use strict";
// Draws on the canvas, and asks the server after each stroke.
const paper = document.getElementById("paper");
const pen = paper.getContext("2d");
const table = document.getElementById("probabilities");
let asked = 0;

function clear() {
  asked += 1; // an answer that is still on its way is not shown
  pen.fillStyle = "white";
  pen.fillRect(0, 0, paper.width, paper.height);
  pen.fillStyle = "black";
  pen.lineWidth = 20;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "black";
  document.getElementById("digit").textContent = "";
  document.getElementById("message").textContent = "";
  document.getElementById("time").textContent = "";
  show([]);
}

function show(probabilities) {
  table.replaceChildren(
    ...Array.from({ length: 10 }, (_, digit) => {
      const row = document.createElement("tr");
      const name = document.createElement("th");
      name.textContent = digit;
      const bar = document.createElement("meter");
      bar.value = probabilities[digit] ?? 0;
      const share = document.createElement("td");
      share.textContent = digit in probabilities ? (100 * bar.value).toFixed(1) + " %" : "";
      const cell = document.createElement("td");
      cell.append(bar);
      row.append(name, cell, share);
      return row;
    }),
  );
}

async function ask() {
  const turn = (asked += 1);
  const started = performance.now();
  const picture = await new Promise((done) => paper.toBlob(done, "image/png"));
  try {
    const answer = await fetch("predict", { method: "POST", body: picture });
    const told = await answer.json();
    if (turn !== asked) return;
    document.getElementById("digit").textContent = answer.ok ? told.digit : "";
    document.getElementById("message").textContent = answer.ok ? "" : told.detail;
    show(answer.ok ? told.probabilities : []);
    const took = Math.ceil(performance.now() - started);
    document.getElementById("time").textContent = `Answered in ${took} ms.`;
  } catch {
    document.getElementById("message").textContent = "The server does not answer.";
  }
}

function place(event) {
  const box = paper.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

paper.addEventListener("pointerdown", (event) => {
  paper.setPointerCapture(event.pointerId);
  // A line of no length leaves no ink, so the stroke begins with a dot.
  pen.beginPath();
  pen.arc(...place(event), pen.lineWidth / 2, 0, 2 * Math.PI);
  pen.fill();
  pen.beginPath();
  pen.moveTo(...place(event));
});
paper.addEventListener("pointermove", (event) => {
  if (!event.buttons) return;
  pen.lineTo(...place(event));
  pen.stroke();
});
paper.addEventListener("pointerup", ask);
document.getElementById("clear").addEventListener("click", clear);
clear();
