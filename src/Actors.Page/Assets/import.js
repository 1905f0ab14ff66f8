// Sends a file and shows how its import goes.
const form = document.getElementById("import");
const run = document.getElementById("run");
const state = document.getElementById("run-state");
const bar = document.getElementById("run-bar");
const errors = document.getElementById("run-errors");
const drop = document.querySelector(".drop");

for (const name of ["dragover", "dragenter"]) drop.addEventListener(name, event => { event.preventDefault(); drop.classList.add("over"); });
for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
drop.addEventListener("drop", event => { event.preventDefault(); if (event.dataTransfer.files.length) form.elements.file.files = event.dataTransfer.files; });

form.addEventListener("submit", async event => {
  event.preventDefault();
  const file = form.elements.file.files[0];
  const dryRun = form.elements.dryRun.checked;
  run.hidden = false;
  errors.hidden = true;
  errors.querySelector("tbody").replaceChildren();
  for (const name of ["lines", "recorded", "duplicates", "conflicts", "refused"]) put(name, 0);
  document.querySelector("#run-recorded").previousElementSibling.textContent = dryRun ? "Would be recorded" : "Recorded";
  bar.removeAttribute("value");
  state.textContent = `${file.name} is sent and checked as a whole…`;
  form.querySelector("button").disabled = true;
  try {
    const answer = await fetch(`/page/import?name=${encodeURIComponent(file.name)}&dryRun=${dryRun}`, { method: "POST", body: file });
    if (!answer.ok) {
      const problem = await answer.json().catch(() => ({ title: answer.statusText, detail: "" }));
      fail(`${problem.title} ${problem.detail}`);
      return;
    }
    const check = JSON.parse(answer.headers.get("Actors-Import-Check"));
    for (const { row, why } of check.refusals) refuse(row, why);
    state.textContent = `${check.format}${check.note ? ", " + check.note : ""}: ${number(check.rows)} rows${check.from ? `, ${check.from} to ${check.to}` : ""}.`;
    await read(answer.body, check, dryRun);
  } catch (error) {
    fail("The connection was lost. Send the file again; what is recorded is not recorded twice.");
  } finally {
    form.querySelector("button").disabled = false;
  }
});

async function read(body, check, dryRun) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let ended = false;
  for (;;) {
    const { value, done } = await reader.read();
    const lines = (rest + (value ?? "")).split("\n");
    rest = lines.pop();
    for (const line of lines.filter(l => l)) {
      const said = JSON.parse(line);
      if (said.progress) show(said.progress, check);
      else if (said.waiting) state.textContent = `The server waits for its database: ${said.waiting}`;
      else if (said.error) refuse(said.line, said.error);
      if (said.summary) {
        ended = true;
        show(said.summary, check);
        bar.value = bar.max;
        state.textContent = !said.summary.complete ? "The import ended early. Send the file again; what is recorded is not recorded twice."
          : dryRun ? `Checked: ${number(said.summary.recorded)} reports could be recorded. Take away the tick and start again to record them.`
          : `Done: ${number(said.summary.recorded)} reports recorded, ${number(said.summary.duplicates)} were recorded before.`;
      }
    }
    if (done) break;
  }
  if (!ended) fail("The answer broke off. Send the file again; what is recorded is not recorded twice.");
}

function show(counts, check) {
  put("lines", counts.lines + check.rows - check.reports);
  for (const name of ["recorded", "duplicates", "conflicts"]) put(name, counts[name]);
  put("refused", counts.refused + check.refused);
  bar.max = Math.max(1, check.reports);
  bar.value = counts.lines;
}

function refuse(row, why) {
  errors.hidden = false;
  const body = errors.querySelector("tbody");
  if (body.rows.length >= 500) return;
  const line = body.insertRow();
  const number = line.insertCell();
  number.className = "number";
  number.textContent = row;
  line.insertCell().textContent = why;
}

function fail(text) {
  state.textContent = text;
  bar.value = 0;
}

function put(name, value) { document.getElementById("run-" + name).textContent = number(value); }

function number(value) { return value.toLocaleString("en"); }
