using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace DigitalHub.Backends.Reports;

/// <summary>The charts of a report, as SVG without colours of their own.</summary>
internal static class Charts
{
    private const double FontSize = 11.5;
    private const int Ticks = 6;

    /// <summary>Bars from left to right, the first one at the top, with their numbers behind them.</summary>
    public static Markup Bars(string alt, IReadOnlyList<(string Label, double Value, OxyColor Color)> bars)
    {
        var model = Model();
        model.Axes.Add(Categories([.. bars.Select(bar => bar.Label)]));
        // Room for the numbers behind the bars.
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, IsAxisVisible = false, Minimum = 0, Maximum = Math.Max(1, bars.Max(bar => bar.Value)) * 1.16 });
        var series = new BarSeries { LabelPlacement = LabelPlacement.Outside, LabelFormatString = " {0:N0}", LabelMargin = 3, StrokeThickness = 0, BarWidth = 0.9, TextColor = ChartColors.Text };
        foreach (var bar in bars) series.Items.Add(new BarItem(bar.Value) { Color = bar.Color });
        model.Series.Add(series);
        return Svg(model, alt, 24 + (bars.Count * 24));
    }

    /// <summary>Columns over steps of time, each made up of parts.</summary>
    public static Markup Columns(string alt, TimeSteps steps, IReadOnlyList<(OxyColor Color, int[] Counts)> parts)
    {
        var model = Model();
        model.Axes.Add(Steps(steps));
        var highest = Enumerable.Range(0, steps.Starts.Count).Max(at => parts.Sum(part => part.Counts[at]));
        model.Axes.Add(Upwards(0, Math.Max(1, highest) * 1.05, whole: true));
        var below = new int[steps.Starts.Count];
        // Few columns do not fill the chart.
        var half = Math.Min(0.4, 0.06 * steps.Starts.Count);
        foreach (var (color, counts) in parts)
        {
            var series = new RectangleBarSeries { StrokeThickness = 0 };
            for (var at = 0; at < counts.Length; at++)
            {
                if (counts[at] == 0) continue;
                series.Items.Add(new RectangleBarItem(at - half, below[at], at + half, below[at] + counts[at]) { Color = color });
                below[at] += counts[at];
            }
            model.Series.Add(series);
        }
        return Svg(model, alt, 240);
    }

    /// <summary>Lines over steps of time; where there is nothing in a step, a line has a gap.</summary>
    public static Markup Durations(string alt, TimeSteps steps, IReadOnlyList<(int Style, double?[] Seconds)> lines)
    {
        var model = Model();
        model.Axes.Add(Steps(steps));
        model.Axes.Add(InTime(AxisPosition.Left, lines.SelectMany(line => line.Seconds).Max() ?? 0));
        foreach (var (style, seconds) in lines)
        {
            var line = Line(style);
            for (var at = 0; at < seconds.Length; at++) line.Points.Add(seconds[at] is { } value ? new DataPoint(at, value) : DataPoint.Undefined);
            model.Series.Add(line);
        }
        return Svg(model, alt, 240);
    }

    /// <summary>The curves of a metric over its steps.</summary>
    public static Markup Curves(string alt, IReadOnlyList<(int Style, IReadOnlyList<(int Step, double Value)> Points)> curves)
    {
        var model = Model();
        var all = curves.SelectMany(curve => curve.Points).ToList();
        model.Axes.Add(Sideways(all.Min(point => point.Step), all.Max(point => point.Step), "step"));
        model.Axes.Add(Upwards(all.Min(point => point.Value), all.Max(point => point.Value), whole: false));
        foreach (var (style, points) in curves)
        {
            var line = Line(style, marked: points.Count <= 30);
            line.Points.AddRange(points.Select(point => new DataPoint(point.Step, point.Value)));
            model.Series.Add(line);
        }
        return Svg(model, alt, 260);
    }

    /// <summary>A value for each of many runs, in the order in which they were created.</summary>
    public static Markup Values(string alt, IReadOnlyList<double> values)
    {
        var model = Model();
        model.Axes.Add(Sideways(1, values.Count, "run, by creation"));
        model.Axes.Add(Upwards(values.Min(), values.Max(), whole: false));
        var points = new LineSeries { LineStyle = LineStyle.None, MarkerType = MarkerType.Circle, MarkerSize = values.Count > 200 ? 1.5 : 3, MarkerFill = ChartColors.Blue, MarkerStrokeThickness = 0 };
        points.Points.AddRange(values.Select((value, i) => new DataPoint(i + 1, value)));
        model.Series.Add(points);
        return Svg(model, alt, 260);
    }

    /// <summary>The states of runs, one below the other, from the creation of each on.</summary>
    public static Markup Timelines(string alt, double longest, IReadOnlyList<(string Label, IReadOnlyList<(double From, double To, OxyColor Color)> Stretches)> runs)
    {
        var model = Model();
        model.Axes.Add(Categories([.. runs.Select(run => run.Label)]));
        model.Axes.Add(InTime(AxisPosition.Bottom, longest));
        // A stroke of the same colour: what took no time is seen as well.
        var series = new Dictionary<OxyColor, RectangleBarSeries>();
        for (var at = 0; at < runs.Count; at++)
        {
            foreach (var (from, to, color) in runs[at].Stretches)
            {
                if (!series.TryGetValue(color, out var bars))
                {
                    series[color] = bars = new RectangleBarSeries { StrokeThickness = 1, StrokeColor = color };
                    model.Series.Add(bars);
                }
                bars.Items.Add(new RectangleBarItem(from, at - 0.32, to, at + 0.32) { Color = color });
            }
        }
        return Svg(model, alt, 56 + (runs.Count * 19), width: 1040);
    }

    /// <summary>What stands for a curve in a legend.</summary>
    public static Markup Sample(int style)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var canvas = new SvgCanvas(text);
        var line = Line(style);
        canvas.DrawLine([new ScreenPoint(0, 5), new ScreenPoint(26, 5)], line.Color, 2, EdgeRenderingMode.Automatic, line.LineStyle.GetDashArray(), LineJoin.Round);
        canvas.DrawMarker(new ScreenPoint(13, 5), line.MarkerType, null, 3.5, line.Color, OxyColors.Undefined, 0, EdgeRenderingMode.Automatic);
        return new Markup($"<svg viewBox=\"0 0 26 10\" aria-hidden=\"true\">{text}</svg>");
    }

    /// <summary>What stands for a coloured area in a legend.</summary>
    public static Markup Sample(OxyColor color) =>
        new($"<svg viewBox=\"0 0 26 10\" aria-hidden=\"true\"><rect width=\"26\" height=\"10\" style=\"fill:{ChartColors.Css(color)}\"/></svg>");

    private static PlotModel Model() => new()
    {
        Culture = CultureInfo.InvariantCulture,
        DefaultFontSize = FontSize,
        TextColor = ChartColors.Text,
        PlotAreaBorderThickness = new OxyThickness(0),
        Background = OxyColors.Undefined,
        Padding = new OxyThickness(2, 6, 10, 2),
        IsLegendVisible = false,
    };

    // Curves differ in colour, dashes and marks, so that no two look alike in grey.
    private static LineSeries Line(int style, bool marked = true)
    {
        MarkerType[] marks = [MarkerType.Circle, MarkerType.Square, MarkerType.Triangle, MarkerType.Diamond];
        LineStyle[] dashes = [LineStyle.Solid, LineStyle.Dash, LineStyle.Dot, LineStyle.DashDot, LineStyle.LongDash];
        var color = ChartColors.Series[style % ChartColors.Series.Count];
        return new LineSeries
        {
            Color = color,
            StrokeThickness = 2,
            LineStyle = dashes[style % dashes.Length],
            LineJoin = LineJoin.Round,
            MarkerType = marked ? marks[style % marks.Length] : MarkerType.None,
            MarkerSize = 3,
            MarkerFill = color,
            MarkerStrokeThickness = 0,
            BrokenLineStyle = LineStyle.None,
        };
    }

    private static CategoryAxis Categories(IReadOnlyList<string> labels)
    {
        var axis = new CategoryAxis
        {
            Position = AxisPosition.Left,
            StartPosition = 1,
            EndPosition = 0,
            GapWidth = 0.35,
            IsTickCentered = true,
            TickStyle = TickStyle.None,
            Minimum = -0.5,
            Maximum = labels.Count - 0.5,
            // The labels are drawn however many they are.
            MajorStep = 1,
        };
        axis.Labels.AddRange(labels);
        return axis;
    }

    private static LinearAxis Steps(TimeSteps steps)
    {
        var every = (int)Math.Ceiling(steps.Starts.Count / (double)Ticks);
        return new LinearAxis
        {
            Position = AxisPosition.Bottom,
            Minimum = -0.5,
            Maximum = steps.Starts.Count - 0.5,
            MajorStep = every,
            MinorTickSize = 0,
            MajorTickSize = 4,
            TicklineColor = ChartColors.Soft,
            AxislineStyle = LineStyle.Solid,
            AxislineColor = ChartColors.Soft,
            LabelFormatter = at => double.IsInteger(at) && at >= 0 && at < steps.Starts.Count ? steps.Tick((int)at, at == 0 ? null : (int)at - every) : string.Empty,
        };
    }

    private static LinearAxis Sideways(double from, double to, string title) => new()
    {
        Position = AxisPosition.Bottom,
        Minimum = from == to ? from - 1 : from,
        Maximum = from == to ? to + 1 : to,
        MinimumPadding = 0,
        MaximumPadding = 0,
        Title = title,
        TitleColor = ChartColors.Text,
        TitleFontSize = FontSize,
        MajorStep = Math.Max(1, Nice((to - from) / Ticks, [1, 2, 5, 10])),
        MinorTickSize = 0,
        MajorTickSize = 4,
        TicklineColor = ChartColors.Soft,
        AxislineStyle = LineStyle.Solid,
        AxislineColor = ChartColors.Soft,
        LabelFormatter = step => step.ToString("N0", CultureInfo.InvariantCulture),
    };

    private static LinearAxis Upwards(double from, double to, bool whole)
    {
        var span = to - from;
        // One number has some room around it, and numbers that are next to each other have none between them to name.
        var largest = Math.Max(Math.Abs(from), Math.Abs(to));
        var least = span > 0 ? 16 * (Math.BitIncrement(largest) - largest) : largest == 0 ? 1 : largest * 0.2;
        if (span < least) (from, to, span) = (from - (least / 2), to + (least / 2), least);
        var step = Nice(span / 4, [1, 2, 5, 10]);
        var axis = new LinearAxis
        {
            Position = AxisPosition.Left,
            Minimum = whole ? 0 : from - (span * 0.05),
            Maximum = whole ? to : to + (span * 0.05),
            MajorStep = whole ? Math.Max(1, step) : step,
            LabelFormatter = value => whole ? value.ToString("N0", CultureInfo.InvariantCulture) : ReportText.Tick(value, step),
        };
        return Gridded(axis);
    }

    private static LinearAxis InTime(AxisPosition position, double seconds)
    {
        var most = Math.Max(seconds, 0.001);
        // Wide axes have room for more.
        var wanted = most / (position == AxisPosition.Left ? 4 : 8);
        double[] steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
        var step = wanted < 1 ? Nice(wanted, [1, 2, 5, 10]) : wanted > 86400 ? 86400 * Nice(wanted / 86400, [1, 2, 5, 10]) : steps.First(step => step >= wanted);
        return Gridded(new LinearAxis
        {
            Position = position,
            Minimum = 0,
            Maximum = most * 1.02,
            MajorStep = step,
            LabelFormatter = value => ReportText.Tick(TimeSpan.FromSeconds(Math.Max(0, value)), step),
        });
    }

    private static LinearAxis Gridded(LinearAxis axis)
    {
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = ChartColors.Line;
        axis.MajorGridlineThickness = 1;
        axis.TickStyle = TickStyle.None;
        return axis;
    }

    private static double Nice(double wanted, ReadOnlySpan<double> steps)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(wanted)));
        foreach (var step in steps)
        {
            if (step * power >= wanted * 0.999) return step * power;
        }
        return 10 * power;
    }

    private static Markup Svg(PlotModel model, string alt, int height, int width = 560)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        ((IPlotModel)model).Update(updateData: true);
        ((IPlotModel)model).Render(new SvgCanvas(text), new OxyRect(0, 0, width, height));
        if (model.GetLastPlotException() is { } exception) throw new InvalidOperationException("A chart can't be drawn.", exception);
        return new Markup(string.Create(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{Html.Escaped(alt)}\">{text}</svg>"));
    }
}
