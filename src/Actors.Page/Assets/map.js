// Moves and enlarges a map, and gathers its points into marks anew so that marks and names keep their size on the screen.
const near = 20; // pixels
const beyond = 1 / 3; // of the view, on each side, for which marks are made too while it is dragged
const gravest = ["hit", "mixed", "unknown", "failed", "intercepted"];
const space = "http://www.w3.org/2000/svg";

for (const map of document.querySelectorAll("[data-map]")) start(map);

function start(map) {
  const svg = map.querySelector("svg");
  const home = svg.viewBox.baseVal;
  const whole = { x: home.x, y: home.y, w: home.width, h: home.height };
  let view = { ...whole };
  let drawn = { ...whole, reach: 0 }; // what marks were gathered for
  let read = ""; // of these points
  let points = [];
  const tools = map.querySelector(".map-tools");
  tools.hidden = false;
  tools.addEventListener("click", event => {
    const act = event.target.closest("button")?.dataset.zoom;
    if (act === "home") view = { ...whole };
    else if (act) zoom(act === "in" ? 1 / 1.6 : 1.6, view.x + view.w / 2, view.y + view.h / 2);
    draw();
  });
  map.querySelector(".map-frame").addEventListener("keydown", event => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    view = { ...view, x: view.x + step[0] * view.w / 6, y: view.y + step[1] * view.h / 6 };
    draw();
  });
  svg.addEventListener("wheel", event => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return; // the page scrolls as ever
    event.preventDefault();
    const at = point(event);
    zoom(event.deltaY < 0 ? 1 / 1.25 : 1.25, at.x, at.y);
    draw();
  }, { passive: false });
  let dragged = null;
  svg.addEventListener("pointerdown", event => { if (event.button === 0 && event.pointerType === "mouse") dragged = { x: event.clientX, y: event.clientY, view: { ...view }, moved: false }; });
  addEventListener("pointermove", event => {
    if (!dragged) return;
    const k = view.w / svg.clientWidth;
    const [dx, dy] = [(event.clientX - dragged.x) * k, (event.clientY - dragged.y) * k];
    if (Math.hypot(dx, dy) < 4 * k && !dragged.moved) return;
    dragged.moved = true;
    view = { ...view, x: dragged.view.x - dx, y: dragged.view.y - dy };
    // While it is dragged marks reach beyond the edges, and are gathered anew before one would be missed.
    if (!drawn.reach || Math.abs(view.x - drawn.x) > view.w * beyond / 2 || Math.abs(view.y - drawn.y) > view.h * beyond / 2) draw(beyond);
    else svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
  });
  addEventListener("pointerup", () => { if (dragged?.moved) draw(); setTimeout(() => { dragged = null; }); });
  svg.addEventListener("click", event => { if (dragged?.moved) event.preventDefault(); }, true);
  svg.addEventListener("dragstart", event => event.preventDefault());
  svg.addEventListener("dblclick", event => { const at = point(event); zoom(1 / 2, at.x, at.y); draw(); });
  new ResizeObserver(() => draw()).observe(svg);
  document.addEventListener("refreshed", () => draw());

  function point(event) {
    const box = svg.getBoundingClientRect();
    return { x: view.x + (event.clientX - box.left) / box.width * view.w, y: view.y + (event.clientY - box.top) / box.height * view.h };
  }

  function zoom(by, x, y) {
    const w = Math.min(whole.w * 3, Math.max(whole.w / 24, view.w * by));
    const f = w / view.w;
    view = { x: x - (x - view.x) * f, y: y - (y - view.y) * f, w, h: view.h * f };
  }

  // Only what is seen can be reached by Tab, so at rest nothing reaches beyond the edges.
  function draw(reach = 0) {
    const k = view.w / Math.max(1, svg.clientWidth);
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    svg.style.setProperty("--k", k);
    const said = map.querySelector("[data-part=points]").textContent;
    if (said !== read) { points = JSON.parse(said); read = said; }
    drawn = { ...view, reach };
    const layer = svg.querySelector("[data-part=marks]");
    const focused = layer.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    for (const base of layer.querySelectorAll(".base")) base.setAttribute("transform", base.getAttribute("transform").replace(/ scale.*$/, "") + ` scale(${k})`);
    for (const old of layer.querySelectorAll(".incident-link, .place-name")) old.remove();
    const [mx, my] = [view.w * reach, view.h * reach];
    const inside = points.filter(p => p.x > view.x - mx && p.x < view.x + view.w + mx && p.y > view.y - my && p.y < view.y + view.h + my);
    const circles = clusters => clusters.map(m => ({ x: m.x - m.radius * k, y: m.y - m.radius * k, w: 2 * m.radius * k, h: 2 * m.radius * k }));
    const clusters = gather(inside, near * k).sort((a, b) => b.radius - a.radius);
    const taken = circles(clusters);
    const bases = [...layer.querySelectorAll(".base")].map(b => b.transform.baseVal[0].matrix).map(m => ({ x: m.e - 5 * k, y: m.f - 5 * k, w: 10 * k, h: 10 * k }));
    for (const mark of clusters) layer.append(made(mark, k));
    if (clusters.length <= 60) for (const mark of clusters) {
      const name = named(mark, k, taken, bases);
      if (name) layer.append(name);
    }
    for (const country of svg.querySelectorAll(".country-name")) {
      const half = country.textContent.length * 5.2 * k;
      const box = { x: Number(country.getAttribute("x")) - half, y: Number(country.getAttribute("y")) - 33 * k, w: 2 * half, h: 16 * k };
      country.style.visibility = taken.some(t => meet(t, box)) ? "hidden" : "";
    }
    if (focused) [...layer.querySelectorAll("a")].find(a => a.getAttribute("href") === focused)?.focus({ preventScroll: true });
  }

  function made(mark, k) {
    const link = element("a", { class: "incident-link", href: mark.points.length === 1 ? mark.main.h : mark.main.s, "aria-label": mark.says });
    const r = mark.radius * k;
    link.append(element("title", {}, mark.says), element("circle", {
      class: `mark outcome-${mark.outcome}${mark.points.some(p => p.c) ? " contested" : ""}${mark.points.every(p => p.r) ? " rough" : ""}`, cx: mark.x, cy: mark.y, r,
    }));
    if (mark.count > 1 && short(mark.count).length * 6.6 <= 2 * mark.radius) link.append(element("text", { class: "count", x: mark.x, y: mark.y, "text-anchor": "middle", "dominant-baseline": "central", "aria-hidden": "true" }, short(mark.count)));
    link.addEventListener("click", event => {
      if (mark.points.length === 1 || Math.max(...mark.points.map(p => Math.hypot(p.x - mark.x, p.y - mark.y))) < 2 * k / 24 || view.w <= whole.w / 20) return;
      event.preventDefault();
      zoom(1 / 2.5, mark.x, mark.y);
      draw();
    });
    return link;
  }

  // The name of a mark where it covers no other mark or name, and as few bases as can be; none where there is no such place.
  function named(mark, k, taken, bases) {
    const r = (mark.radius + 4) * k;
    const [w, h] = [mark.main.p.length * 7.2 * k, 16 * k];
    const places = [
      { x: mark.x + r, y: mark.y - h / 2, at: mark.x + r, anchor: "start" }, { x: mark.x - r - w, y: mark.y - h / 2, at: mark.x - r, anchor: "end" },
      { x: mark.x - w / 2, y: mark.y - r - h, at: mark.x, anchor: "middle" }, { x: mark.x - w / 2, y: mark.y + r, at: mark.x, anchor: "middle" },
    ].map(p => ({ ...p, w, h })).filter(p => p.x > view.x && p.x + w < view.x + view.w && p.y > view.y && p.y + h < view.y + view.h && !taken.some(t => meet(t, p)));
    if (!places.length) return null;
    const covered = place => bases.filter(b => meet(b, place)).length;
    const best = places.reduce((a, b) => covered(b) < covered(a) ? b : a);
    taken.push(best);
    return element("text", { class: "place-name", x: best.at, y: best.y + h / 2, "text-anchor": best.anchor, "dominant-baseline": "central", "aria-hidden": "true" }, mark.main.p);
  }
}

function meet(a, b) { return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h; }

function gather(points, distance) {
  const grid = new Map();
  const marks = [];
  for (const p of points.sort((a, b) => b.n - a.n)) {
    const [cx, cy] = [Math.floor(p.x / distance), Math.floor(p.y / distance)];
    let found = null;
    for (let i = cx - 1; i <= cx + 1 && !found; i++) for (let j = cy - 1; j <= cy + 1 && !found; j++)
      found = grid.get(i + ":" + j)?.find(m => Math.hypot(m.x - p.x, m.y - p.y) < distance);
    if (found) { found.points.push(p); continue; }
    const mark = { x: p.x, y: p.y, points: [p] };
    marks.push(mark);
    const cell = cx + ":" + cy;
    grid.set(cell, [...(grid.get(cell) ?? []), mark]);
  }
  const scale = Math.min(1.5, 24.5 / Math.sqrt(Math.max(1, ...points.map(p => p.n + p.k)))); // as MapCluster has it
  for (const mark of marks) {
    mark.main = mark.points[0];
    mark.count = mark.points.reduce((n, p) => n + p.n, 0);
    mark.outcome = gravest.find(o => mark.points.some(p => p.o === o));
    mark.radius = Math.min(30, 5.5 + scale * Math.sqrt(mark.count + mark.points.reduce((n, p) => n + p.k, 0)));
    mark.says = mark.points.length === 1 ? mark.main.t
      : `${mark.main.p}${mark.points.some(p => p.s !== mark.main.s) ? " and around" : ""}: ${mark.count.toLocaleString("en")} incidents, gravest outcome ${mark.outcome}${mark.points.some(p => p.c) ? ", contested" : ""}`;
  }
  return marks;
}

function element(name, attributes, text) {
  const made = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function short(n) {
  return n < 1000 ? String(n) : n < 10000 ? (n / 1000).toFixed(1).replace(/\.0$/, "") + "k" : n < 1e6 ? Math.floor(n / 1000) + "k" : (n / 1e6).toFixed(1).replace(/\.0$/, "") + "M";
}
