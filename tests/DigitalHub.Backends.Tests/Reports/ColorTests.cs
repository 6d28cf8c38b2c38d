using System.Globalization;
using System.Text.RegularExpressions;
using DigitalHub.Backends.Reports;

namespace DigitalHub.Backends.Tests.Reports;

/// <summary>The colours of charts can be told from the page that they are drawn on.</summary>
public sealed partial class ColorTests
{
    // Of WCAG 2.2, 1.4.11, for what is needed to understand a picture.
    private const double Least = 3.0;

    [Fact]
    public void Every_colour_of_a_chart_stands_out_from_the_page_in_both_themes()
    {
        var style = Style().Match(Sample.Html([])).Groups[1].Value;
        var themes = Themes().Matches(style).Select(theme => Colors().Matches(theme.Value).ToDictionary(color => color.Groups[1].Value, color => color.Groups[2].Value)).ToList();
        // The grid is not among them: the numbers at the axes say the same.
        List<string> names = [.. new[] { ChartColors.Text, ChartColors.Soft, ChartColors.Blue, ChartColors.Red }.Concat(ChartColors.Series).Select(ChartColors.Css), .. RunState.All.Append("NEWER").Select(ChartColors.CssOfState)];

        Assert.Equal(2, themes.Count);
        Assert.NotEqual(themes[0]["page"], themes[1]["page"]);
        Assert.All(themes, theme => Assert.Empty(names.Select(name => name[6..^1]).Except(theme.Keys)));
        Assert.All(themes, theme => Assert.All(names.Distinct(), name => Assert.InRange(Contrast(theme[name[6..^1]], theme["page"]), Least, 21)));
        // And of them all, whoever uses them.
        Assert.All(themes, theme => Assert.All(theme.Where(color => color.Key.StartsWith("c-", StringComparison.Ordinal)), color => Assert.InRange(Contrast(color.Value, theme["page"]), Least, 21)));
    }

    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#777777", "#ffffff", 4.48)]
    [InlineData("#ffffff", "#ffffff", 1)]
    public void Contrast_is_counted_as_the_standard_does(string color, string page, double expected) => Assert.Equal(expected, Contrast(color, page), 2);

    private static double Contrast(string one, string other)
    {
        var (low, high) = (Math.Min(Light(one), Light(other)), Math.Max(Light(one), Light(other)));
        return (high + 0.05) / (low + 0.05);
    }

    private static double Light(string color)
    {
        double Part(int at)
        {
            var part = int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Part(1)) + (0.7152 * Part(3)) + (0.0722 * Part(5));
    }

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex(@":root \{[^}]*\}")]
    private static partial Regex Themes();

    [GeneratedRegex("--([a-z-]+): (#[0-9a-f]{6});")]
    private static partial Regex Colors();
}
