/* What a served page does: asks for fields and for the state of a fit. */
(function () {
  'use strict';
  const form = document.getElementById('draw');
  const figure = document.getElementById('drawn');

  function picture(frame) {
    const place = document.createElement('div');
    const image = document.createElement('img');
    place.className = 'frame';
    place.dataset.label = frame.label;
    image.className = 'field';
    image.alt = 'field of ' + frame.label;
    image.src = frame.picture;
    place.append(image);
    return place;
  }

  async function draw() {
    const said = document.getElementById('draw-status');
    const asked = new URLSearchParams(new FormData(form));
    said.textContent = 'drawing ...';
    try {
      const answer = await fetch('/draw?' + asked);
      if (!answer.ok) {
        throw new Error(await answer.text());
      }
      const field = await answer.json();
      figure.querySelector('.frames').replaceChildren(...field.frames.map(picture));
      figure.dispatchEvent(new Event('frames'));
      said.textContent = field.warning;
    } catch (problem) {
      said.textContent = problem.message;
    }
  }

  function levels() {
    const size = form.elements.size.selectedOptions[0];
    form.elements.level.max = size.dataset.levels;
    form.elements.level.value = Math.min(form.elements.level.value, size.dataset.levels);
  }

  if (form) {
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      draw();
    });
    document.getElementById('another').addEventListener('click', function () {
      form.elements.seed.value = (Number(form.elements.seed.value) + 1) % 1000000000;
      draw();
    });
    form.elements.size.addEventListener('change', levels);
    levels();
    draw();
  }

  const stage = document.getElementById('fit-stage');
  const UPDATE = 1000; // milliseconds
  const charts = new Map();

  /* One line per law, over the rounds of its ascent. */
  function plot(id, measured, what, logarithmic, name) {
    const rounds = measured.filter(function (m) {
      return m.what === what && (!logarithmic || m.value > 0);
    });
    const place = document.getElementById(id);
    if (!charts.has(id)) {
      charts.set(id, echarts.init(place, null, {renderer: 'svg'}));
      new ResizeObserver(function () { charts.get(id).resize(); }).observe(place);
    }
    const laws = Array.from(new Set(rounds.map(function (r) { return r.of; }))).sort();
    const option = {
      legend: laws,
      grid: [{first: true, top: 44, bottom: 52}],
      xAxis: [{type: 'value', name: 'round', minInterval: 1}],
      yAxis: [{type: logarithmic ? 'log' : 'value', name: name}],
      series: laws.map(function (law, i) {
        return {
          id: 'series' + i,
          name: law,
          role: 'level:' + i + '/' + laws.length,
          type: 'line',
          data: rounds.filter(function (r) {
            return r.of === law;
          }).map(function (r) { return [r.at, r.value, r.value, r.value]; })
        };
      })
    };
    const mode = document.documentElement.dataset.theme;
    charts.get(id).setOption(wirg.dressed(option, mode), true);
  }

  async function watch() {
    try {
      const answer = await fetch('/fit');
      const state = await answer.json();
      const share = state.of > 0 ? state.done / state.of : 0;
      stage.textContent = state.ended ? 'ended after ' + Math.round(state.seconds) + ' s' :
        state.what + (state.of > 0 ? ', ' + Math.round(100 * share) + ' %, ' +
        Math.round(state.seconds) + ' s' : '');
      document.getElementById('fit-progress').value = share;
      plot('fit-mismatch', state.measured, 'nats', true, 'nats per field');
      plot('fit-step', state.measured, 'step', false, 'step');
    } catch (problem) {
      stage.textContent = 'no news: ' + problem.message;
    }
    setTimeout(watch, UPDATE);
  }

  if (stage) {
    watch();
  }
})();
