// Pictures of a reader's own review, and its numbers in words: nothing here knows the page.
const reviewDrawing = (data) => {
  "use strict";
  const number = (value, digits = 2) => {
    let text = Math.abs(value).toFixed(digits);
    if (Number(text) === 0 && digits > 0) text = Math.abs(value).toFixed(digits + 1); // just beside nought
    return Number(text) === 0 ? Math.abs(0).toFixed(digits) : (value < 0 ? "−" : "") + text;
  };
  const interval = ({ estimate, low, high }, { sd } = { sd: 1 }) => {
    const digits = sd === 1 ? 2 : 1;
    return `${number(estimate * sd, digits)} (${number(low * sd, digits)} to ${number(high * sd, digits)})`;
  };
  const ahead = ({ predictedLow, predictedHigh }, { sd } = { sd: 1 }) => `${number(predictedLow * sd, sd === 1 ? 2 : 1)} to ${number(predictedHigh * sd, sd === 1 ? 2 : 1)}`;
  const several = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
  const svgOf = (name, attributes, words) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (words !== undefined) made.textContent = words;
    return made;
  };
  const YOURS = "#c4581a"; // the first colour of the charts

  const ends = ([low, high]) => [low ?? -Infinity, high ?? Infinity];

  function effectOf(row) {
    if (row.words) return { words: row.words };
    if (row.pool) return { middle: row.pool.estimate, low: row.pool.low, high: row.pool.high, words: interval(row.pool) };
    if (row.ahead) return { low: row.ahead.predictedLow, high: row.ahead.predictedHigh, words: ahead(row.ahead) };
    const { result } = row;
    if (!result) return { words: "no usable result" };
    const [y, v] = result.point ?? [result.y, result.v];
    if (y !== undefined) {
      const half = 1.959964 * Math.sqrt(v);
      return { middle: y, low: y - half, high: y + half, words: interval({ estimate: y, low: y - half, high: y + half }) };
    }
    const [low, high] = [ends(result.regions[0])[0], ends(result.regions.at(-1))[1]];
    const words = low === -Infinity ? `below ${number(high)}` : high === Infinity ? `above ${number(low)}` : `${number(low)} to ${number(high)}`;
    return { low, high, words, bar: true };
  }

  // The forest plot of rows in a width, and where the names of its trials lie, as parts of the whole.
  function forest(rows, width) {
    const narrow = width < 520;
    const [left, right] = narrow ? [8, width - 8] : [250, width - 160];
    const [least, most] = data.domain;
    const x = (value) => left + (Math.max(least, Math.min(most, value)) - least) / (most - least) * (right - left);
    const svg = svgOf("svg", { width, role: "presentation", "aria-hidden": "true", "font-size": 13 });
    const line = (x1, y1, x2, y2, more = {}) => svg.append(svgOf("line", { x1, y1, x2, y2, stroke: "currentColor", "stroke-width": 1.6, ...more }));
    const say = (words, at, y, more = {}) => svg.append(svgOf("text", { x: at, y: y + 4.5, fill: "currentColor", ...more }, words));
    const labels = [];
    let y = 4;
    for (const row of rows) {
      if (row.heading) {
        say(row.heading[0].toUpperCase() + row.heading.slice(1), 0, y + 14, { "font-weight": 600 });
        y += 28;
        continue;
      }
      const tall = narrow ? 44 : 28, effect = effectOf(row), name = row.name ?? row.trial.name;
      const [nameAt, markAt] = narrow ? [y + 12, y + 32] : [y + 14, y + 14];
      const out = row.trial && row.result && !row.enters;
      const faint = row.trial && !row.enters ? 0.4 : 1, group = svgOf("g", { opacity: faint, color: row.colour ?? "currentColor" });
      const start = row.trial ? 26 : 4;
      say(name, start, nameAt, { opacity: Math.max(faint, 0.75), "font-weight": row.pool ? 600 : 400 });
      say(out ? `${effect.words}, not pooled` : effect.words, width - 4, nameAt, { "text-anchor": "end", opacity: Math.max(faint, 0.75) });
      if (effect.low !== undefined) {
        const ink = { stroke: "currentColor", "stroke-width": row.ahead ? 2 : 1.6, ...(row.ahead ? { "stroke-dasharray": "4 3" } : {}) };
        const [from, to] = [x(effect.low), x(effect.high)];
        if (effect.bar) group.append(svgOf("rect", { x: from, y: markAt - 4.5, width: Math.max(2, to - from), height: 9, rx: 2, fill: "#7f7f7f", opacity: 0.7 }));
        else group.append(svgOf("line", { x1: from, x2: to, y1: markAt, y2: markAt, ...ink }));
        for (const [end, cut, sign] of [[effect.low, least, 1], [effect.high, most, -1]]) {
          if (sign * (end - cut) < 0) group.append(svgOf("path", { d: `M${x(cut)} ${markAt}l${sign * 7} -4.5v9z`, fill: "currentColor" }));
        }
        if (effect.middle !== undefined) {
          const at = x(effect.middle);
          group.append(row.pool
            ? svgOf("path", { d: `M${at} ${markAt - 8}l8 8l-8 8l-8 -8z`, fill: "currentColor" })
            : svgOf("circle", { cx: at, cy: markAt, r: 5, fill: "#3d7ebf" }));
        }
        svg.append(group);
      }
      if (row.trial) labels.push({ row, effect, top: y, tall });
      y += tall;
    }
    line(x(0), 4, x(0), y + 4, { stroke: "#7f7f7f", "stroke-width": 1, opacity: 0.8 });
    svg.prepend(svg.lastChild);
    line(left, y + 4, right, y + 4, { stroke: "#7f7f7f", "stroke-width": 1 });
    for (let tick = Math.ceil(least); tick <= most; tick += 1) {
      line(x(tick), y + 4, x(tick), y + 9, { stroke: "#7f7f7f", "stroke-width": 1 });
      say(number(tick, 0), x(tick), y + 18, { "text-anchor": "middle" });
    }
    data.axis.forEach((words, i) => say(words, (left + right) / 2, y + 38 + 17 * i, { "text-anchor": "middle" }));
    const height = y + 52 + 17 * (data.axis.length - 1);
    svg.setAttribute("height", height);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const share = (narrow ? width : left - 8) / width;
    return { svg, labels: labels.map(({ top, tall, ...label }) => ({ ...label, top: top / height, tall: tall / height, share })) };
  }

  // All stored estimates as lines, those near a choice dark, and a mark where the choice lies.
  function strip({ exact, near, all }, answer, width) {
    const height = 64;
    const [least, most] = [Math.min(...all, answer.estimate), Math.max(...all, answer.estimate)];
    const x = (value) => 10 + (value - least) / (most - least || 1) * (width - 20);
    const svg = svgOf("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", "font-size": 12 });
    const counts = new Map();
    for (const value of all) counts.set(value, (counts.get(value) ?? 0) + 1);
    const highest = Math.max(...counts.values());
    for (const [value, count] of counts) {
      const tall = 3 + 27 * Math.sqrt(count / highest);
      svg.append(svgOf("rect", { x: x(value) - 1, y: 44 - tall, width: 2, height: tall, fill: exact === null && near.includes(value) ? "currentColor" : "#7f7f7f", opacity: exact === null && near.includes(value) ? 1 : 0.45 }));
    }
    svg.append(svgOf("path", { d: `M${x(answer.estimate)} 46l6 10h-12z`, fill: YOURS }));
    svg.append(svgOf("text", { x: 4, y: 60, fill: "currentColor" }, number(least)), svgOf("text", { x: width - 4, y: 60, fill: "currentColor", "text-anchor": "end" }, number(most)));
    return svg;
  }

  return { YOURS, number, interval, ahead, several, effectOf, forest, strip };
};
