using System.Globalization;
using OxyPlot;

namespace DigitalHub.Backends.Reports;

/// <summary>
/// What OxyPlot draws on: SVG to stand in a page, whose colours are the page's own, so that they follow light and dark and the
/// text is the page's. OxyPlot's own writer gives fixed colours, and ids that two charts on a page would share.
/// </summary>
/// <param name="svg">Where it is drawn.</param>
internal sealed class SvgCanvas(TextWriter svg) : ClippingRenderContext
{
    // Of the height of letters, for the widest sans serif that is common; a narrower one leaves some room.
    private const double CapitalWidth = 0.72;
    private const double LetterWidth = 0.61;

    public override void DrawEllipse(OxyRect rect, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode) =>
        svg.Write($"<ellipse cx=\"{N(rect.Center.X)}\" cy=\"{N(rect.Center.Y)}\" rx=\"{N(rect.Width / 2)}\" ry=\"{N(rect.Height / 2)}\"{Paint(fill, stroke, thickness, null)}/>");

    public override void DrawRectangle(OxyRect rectangle, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode) =>
        svg.Write($"<rect x=\"{N(rectangle.Left)}\" y=\"{N(rectangle.Top)}\" width=\"{N(rectangle.Width)}\" height=\"{N(rectangle.Height)}\"{Paint(fill, stroke, thickness, null)}/>");

    public override void DrawLine(IList<ScreenPoint> points, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[]? dashArray, LineJoin lineJoin) =>
        svg.Write($"<polyline points=\"{Points(points)}\"{Paint(OxyColors.Undefined, stroke, thickness, dashArray)}/>");

    public override void DrawPolygon(IList<ScreenPoint> points, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[]? dashArray, LineJoin lineJoin) =>
        svg.Write($"<polygon points=\"{Points(points)}\"{Paint(fill, stroke, thickness, dashArray)}/>");

    public override void DrawText(ScreenPoint p, string text, OxyColor fill, string fontFamily, double fontSize, double fontWeight, double rotation, HorizontalAlignment horizontalAlignment, VerticalAlignment verticalAlignment, OxySize? maxSize)
    {
        if (string.IsNullOrEmpty(text)) return;
        var anchor = horizontalAlignment switch { HorizontalAlignment.Center => " text-anchor=\"middle\"", HorizontalAlignment.Right => " text-anchor=\"end\"", _ => string.Empty };
        // From the middle of the small letters; browsers do not agree on the other base lines.
        var down = verticalAlignment switch { VerticalAlignment.Top => 0.85, VerticalAlignment.Middle => 0.35, _ => -0.15 } * fontSize;
        var turn = rotation == 0 ? string.Empty : $" transform=\"rotate({N(rotation)} {N(p.X)} {N(p.Y)})\"";
        svg.Write($"<text x=\"{N(p.X)}\" y=\"{N(p.Y + down)}\" font-size=\"{N(fontSize)}\"{anchor}{turn}>{Html.Escaped(text)}</text>");
    }

    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
    {
        if (string.IsNullOrEmpty(text)) return OxySize.Empty;
        // Letters of the East are as wide as they are high.
        var width = text.EnumerateRunes().Sum(rune => rune.Value >= 0x1100 ? 1 : rune.Value is >= 'A' and <= 'Z' ? CapitalWidth : LetterWidth);
        return new OxySize(width * fontSize, fontSize * 1.2);
    }

    // All that is drawn lies inside of the axes, which are made for it.
    protected override void SetClip(OxyRect clippingRectangle)
    {
    }

    protected override void ResetClip()
    {
    }

    private static string Paint(OxyColor fill, OxyColor stroke, double thickness, double[]? dashes)
    {
        var paint = fill.IsInvisible() ? " fill=\"none\"" : $" style=\"fill:{ChartColors.Css(fill)}\"";
        if (stroke.IsInvisible() || thickness <= 0) return paint;
        paint = fill.IsInvisible()
            ? $"{paint} style=\"stroke:{ChartColors.Css(stroke)}\""
            : $" style=\"fill:{ChartColors.Css(fill)};stroke:{ChartColors.Css(stroke)}\"";
        var dash = dashes is { Length: > 0 } ? $" stroke-dasharray=\"{string.Join(' ', dashes.Select(length => N(length * thickness)))}\"" : string.Empty;
        return $"{paint} stroke-width=\"{N(thickness)}\" stroke-linejoin=\"round\"{dash}";
    }

    private static string Points(IList<ScreenPoint> points) => string.Join(' ', points.Select(point => $"{N(point.X)},{N(point.Y)}"));

    private static string N(double number) => (Math.Round(number, 1) + 0.0).ToString(CultureInfo.InvariantCulture);
}
