/*
 * How figures look, in the page and outside a browser. Options come as data: a series names its
 * role instead of a colour and its drawer instead of a function; dressed() puts in both.
 */
var wirg = (function () {
  'use strict';

  var themes = {
    light: {
      paper: '#ffffff',
      ink: '#1c2128',
      faint: '#57606a',
      grid: '#e2e6ea',
      data: '#0064a3',
      generated: '#c24e00',
      truth: '#1c2128',
      plain: '#0f7b5c',
      lightness: [0.32, 0.72]
    },
    dark: {
      paper: '#14181d',
      ink: '#e8ecf0',
      faint: '#a5afba',
      grid: '#2f363e',
      data: '#5ab4f0',
      generated: '#f59a4a',
      truth: '#e8ecf0',
      plain: '#4fc9a4',
      lightness: [0.92, 0.55]
    }
  };

  /* OKLCH to sRGB: Ottosson, A perceptual color space for image processing (2020). */
  function oklch(lightness, chroma, hue) {
    var a = chroma * Math.cos(hue);
    var b = chroma * Math.sin(hue);
    var l = Math.pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
    var m = Math.pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
    var s = Math.pow(lightness - 0.0894841775 * a - 1.291485548 * b, 3);
    var rgb = [
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s
    ].map(function (c) {
      var v = c <= 0.0031308 ? 12.92 * c : 1.055 * Math.pow(c, 1 / 2.4) - 0.055;
      return Math.round(255 * Math.min(1, Math.max(0, v)));
    });
    return 'rgb(' + rgb.join(',') + ')';
  }

  /* A role is a name in the theme, or level:l/n for the l-th of n scales. */
  function colour(role, theme) {
    var scale = /^level:(\d+)\/(\d+)$/.exec(role);
    if (!scale) {
      return theme[role];
    }
    var t = Number(scale[1]) / Math.max(1, Number(scale[2]) - 1);
    var range = theme.lightness;
    return oklch(range[0] + (range[1] - range[0]) * t, 0.13, (290 - 230 * t) * Math.PI / 180);
  }

  function digits(value) {
    if (value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5)) {
      return String(Number(value.toPrecision(4)));
    }
    return value.toExponential(3).replace('e+', 'e');
  }

  var SUPERSCRIPTS = '\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079';

  /* 0.001 as 10 to the -3; small powers as plain numbers. */
  function power(value) {
    var exponent = Math.round(Math.log(value) / Math.LN10);
    if (exponent >= -1 && exponent <= 3) {
      return digits(value);
    }
    return '10' + String(exponent).split('').map(function (c) {
      return c === '-' ? '\u207b' : SUPERSCRIPTS[Number(c)];
    }).join('');
  }

  /* Points are [x, y, low, high]. */
  var drawers = {
    band: function (colour) {
      return function (params, api) {
        if (params.dataIndexInside !== 0) {
          return undefined;
        }
        var upper = [];
        var lower = [];
        for (var i = 0; i < params.dataInsideLength; i++) {
          upper.push(api.coord([api.value(0, i), api.value(3, i)]));
          lower.unshift(api.coord([api.value(0, i), api.value(2, i)]));
        }
        return {
          type: 'polygon',
          shape: {points: upper.concat(lower)},
          style: {fill: colour, opacity: 0.25},
          silent: true
        };
      };
    },
    marks: function (colour) {
      return function (params, api) {
        var at = api.coord([api.value(0), api.value(1)]);
        return {
          type: 'line',
          shape: {x1: at[0] - 9, y1: at[1], x2: at[0] + 9, y2: at[1]},
          style: {stroke: colour, lineWidth: 2}
        };
      };
    },
    bars: function (colour) {
      return function (params, api) {
        var low = api.coord([api.value(0), api.value(2)]);
        var high = api.coord([api.value(0), api.value(3)]);
        var centre = api.coord([api.value(0), api.value(1)]);
        return {
          type: 'group',
          children: [
            {
              type: 'line',
              shape: {x1: low[0], y1: low[1], x2: high[0], y2: high[1]},
              style: {stroke: colour, lineWidth: 1.5}
            },
            {
              type: 'circle',
              shape: {cx: centre[0], cy: centre[1], r: 3},
              style: {fill: colour}
            }
          ]
        };
      };
    }
  };

  function dressedSeries(given, theme) {
    var series = Object.assign({}, given);
    var own = colour(given.role, theme);
    series.color = own;
    series.itemStyle = {color: own};
    if (given.type === 'line') {
      series.lineStyle = Object.assign({width: 2, color: own}, given.lineStyle);
      series.showSymbol = false;
    } else {
      series.renderItem = drawers[given.drawer](own);
      series.clip = true;
    }
    return series;
  }

  function dressedAxis(given, theme) {
    return Object.assign(
      {
        nameLocation: 'middle',
        scale: true,
        nameTextStyle: {color: theme.ink, fontSize: 13},
        axisLine: {show: true, onZero: false, lineStyle: {color: theme.faint}},
        axisTick: {show: true, lineStyle: {color: theme.faint}},
        splitLine: {lineStyle: {color: theme.grid}},
        splitNumber: 5
      },
      given,
      {
        axisLabel: Object.assign(
          {color: theme.faint, hideOverlap: true, formatter: given.type === 'log' ? power : digits},
          given.axisLabel
        )
      }
    );
  }

  /* One line per series that has a point there: name, value and half the length of its bar. */
  function told(params) {
    var lines = [];
    (Array.isArray(params) ? params : [params]).forEach(function (p) {
      if (p.value && p.value.length === 4 && lines.length === 0) {
        lines.push(digits(p.value[0]));
      }
      if (p.value && p.value.length === 4 && p.seriesId.indexOf('band') !== 0) {
        var error = (p.value[3] - p.value[2]) / 2;
        var bar = error > 0 ? ' \u00b1 ' + digits(error) : '';
        lines.push(p.seriesName + ': ' + digits(p.value[1]) + bar);
      }
    });
    return lines.join('\n');
  }

  /* The SVG of a chart; the library numbers its clips by how many charts came before. */
  function written(chart) {
    var text = chart.renderToSVGString();
    chart.dispose();
    return text.replace(/(id="|url\(#)zr\d+-/g, '$1');
  }

  /* How many lines the legend of a figure on its own fills. */
  function legendRows(names) {
    var rows = 1;
    var used = 0;
    names.forEach(function (name) {
      var room = 50 + 7.2 * name.length;
      rows += used + room > 876 ? 1 : 0;
      used = used + room > 876 ? room : used + room;
    });
    return rows;
  }

  function heading(title, theme) {
    return {
      text: title,
      left: 12,
      top: 8,
      borderColor: 'transparent',
      textStyle: {color: theme.ink, fontSize: 15}
    };
  }

  /* What the plotting library takes; mode is light or dark, a title is for figures on their own. */
  function dressed(option, mode, title) {
    var theme = themes[mode];
    var shift = title ? 30 : 0;
    var rows = title ? legendRows(option.legend) : 1;
    return {
      animation: false,
      backgroundColor: title ? theme.paper : 'transparent',
      textStyle: {color: theme.ink, fontFamily: 'sans-serif'},
      title: title
        ? heading(title, theme)
        : undefined,
      legend: {
        type: title ? 'plain' : 'scroll',
        top: 4 + shift,
        left: 12,
        right: 12,
        icon: 'roundRect',
        itemWidth: 18,
        itemGap: 24,
        borderColor: 'transparent',
        textStyle: {color: theme.ink},
        pageTextStyle: {color: theme.ink},
        data: option.legend
      },
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        backgroundColor: theme.paper,
        borderColor: theme.faint,
        textStyle: {color: theme.ink, fontSize: 12},
        formatter: told
      },
      grid: option.grid.map(function (g) {
        return Object.assign({left: 76, right: 20}, g, g.first ? {top: g.top + shift + 24 * (rows - 1)} : {});
      }),
      xAxis: option.xAxis.map(function (a) {
        return dressedAxis(Object.assign({nameGap: 30}, a), theme);
      }),
      yAxis: option.yAxis.map(function (a) {
        return dressedAxis(Object.assign({nameGap: 54}, a), theme);
      }),
      series: option.series.map(function (s) {
        return dressedSeries(s, theme);
      })
    };
  }

  /* The library writes words into SVG text as they are. */
  function escaped(value) {
    if (typeof value === 'string') {
      return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    }
    if (Array.isArray(value)) {
      return value.map(escaped);
    }
    if (value && typeof value === 'object') {
      var copy = {};
      Object.keys(value).forEach(function (key) {
        copy[key] = escaped(value[key]);
      });
      return copy;
    }
    return value;
  }

  /* The picture of a figure on its own, as SVG; works without a browser. */
  function svg(library, option, mode, title, width, height) {
    var chart = library.init(null, null, {renderer: 'svg', ssr: true, width: width, height: height});
    chart.setOption(escaped(dressed(option, mode, title)));
    return written(chart);
  }

  /* Pictures and words at places, as SVG. */
  function sheet(library, option, mode, title, width, height) {
    var theme = themes[mode];
    var chart = library.init(null, null, {renderer: 'svg', ssr: true, width: width, height: height});
    chart.setOption(escaped({
      animation: false,
      backgroundColor: theme.paper,
      title: heading(title, theme),
      graphic: {
        elements: option.elements.map(function (e) {
          var words = {fill: theme.ink, fontSize: 12, fontFamily: 'sans-serif'};
          var style = e.type === 'text' ? Object.assign(words, e.style) : e.style;
          return {type: e.type, silent: true, style: style};
        })
      }
    }));
    return written(chart);
  }

  return {dressed: dressed, svg: svg, sheet: sheet};
})();
