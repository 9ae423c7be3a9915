/* Draws the figures of the page, saves them, plays the players, turns the light on and off. */
(function () {
  'use strict';
  const figures = JSON.parse(document.getElementById('figures').textContent);
  const charts = new Map();
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const button = document.getElementById('theme');
  let mode = dark.matches ? 'dark' : 'light';

  function draw() {
    document.documentElement.dataset.theme = mode;
    button.textContent = mode === 'dark' ? 'Light' : 'Dark';
    button.setAttribute('aria-label', 'Show the page on ' + (mode === 'dark' ? 'light' : 'dark'));
    document.querySelectorAll('.chart[data-figure]').forEach(function (place) {
      const id = place.dataset.figure;
      let chart = charts.get(id);
      if (!chart) {
        chart = echarts.init(place, null, {renderer: 'svg'});
        charts.set(id, chart);
        new ResizeObserver(function () { chart.resize(); }).observe(place);
      }
      place.setAttribute('aria-label', figures[id].title);
      place.setAttribute('aria-describedby', id + '-alt');
      chart.setOption(wirg.dressed(figures[id].option, mode), true);
    });
  }

  button.addEventListener('click', function () {
    mode = mode === 'dark' ? 'light' : 'dark';
    draw();
    document.dispatchEvent(new Event('light'));
  });
  dark.addEventListener('change', function () {
    mode = dark.matches ? 'dark' : 'light';
    draw();
  });
  draw();

  function save(blob, name) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }

  function blobOf(address) {
    const bytes = atob(address.slice(address.indexOf(',') + 1));
    const array = Uint8Array.from(bytes, function (c) { return c.charCodeAt(0); });
    return new Blob([array], {type: 'image/png'});
  }

  const WIDTH = 900;
  const HEIGHT = 560;

  const exports = {
    csv: function (id, figure) {
      save(new Blob([figure.csv], {type: 'text/csv'}), id + '.csv');
    },
    svg: function (id, figure) {
      const text = wirg.svg(echarts, figure.option, 'light', figure.title, WIDTH, HEIGHT);
      save(new Blob([text], {type: 'image/svg+xml'}), id + '.svg');
    },
    png: function (id, figure) {
      const place = document.createElement('div');
      const chart = echarts.init(place, null, {renderer: 'canvas', width: WIDTH, height: HEIGHT});
      chart.setOption(wirg.dressed(figure.option, 'light', figure.title));
      save(blobOf(chart.getDataURL({type: 'png', pixelRatio: 2, backgroundColor: '#ffffff'})), id + '.png');
      chart.dispose();
    }
  };

  document.addEventListener('click', function (event) {
    const of = event.target.dataset && event.target.dataset.of;
    if (of) {
      exports[event.target.dataset.export](of, figures[of]);
    }
  });

  const STEP = 900; // milliseconds a frame is shown

  function player(figure) {
    const range = figure.querySelector('input');
    const play = figure.querySelector('.play');
    const output = figure.querySelector('output');
    let timer = 0;

    function show(step) {
      const frames = Array.from(figure.querySelectorAll('.frame'));
      figure.classList.add('on');
      frames.forEach(function (frame, i) { frame.classList.toggle('current', i === step); });
      range.max = frames.length - 1;
      range.value = step;
      output.textContent = frames[step].dataset.label;
    }

    function run() {
      stop();
      play.textContent = 'Pause';
      show(0);
      timer = setInterval(function () {
        if (Number(range.value) >= Number(range.max)) {
          stop();
        } else {
          show(Number(range.value) + 1);
        }
      }, STEP);
    }

    function stop() {
      clearInterval(timer);
      timer = 0;
      play.textContent = 'Play';
    }

    play.addEventListener('click', function () {
      if (timer) {
        stop();
      } else {
        run();
      }
    });
    figure.addEventListener('frames', run);
    range.addEventListener('input', function () {
      stop();
      show(Number(range.value));
    });
  }

  document.querySelectorAll('.player').forEach(player);
})();
