using OxyPlot;

namespace DigitalHub.Backends.Reports;

/// <summary>
/// The colours of charts: names that the page's style sheet has a light and a dark value for. OxyPlot knows colours by number
/// alone, so each has one. They differ in lightness as well as in hue, and what they say always stands beside them as text.
/// </summary>
internal static class ChartColors
{
    private static readonly string[] Names = ["text", "line", "soft", "c-green", "c-red", "c-blue", "c-amber", "c-purple", "c-grey", "c-sky", "c-dark"];

    public static readonly OxyColor Text = Of("text");
    public static readonly OxyColor Line = Of("line");
    public static readonly OxyColor Soft = Of("soft");
    public static readonly OxyColor Blue = Of("c-blue");
    public static readonly OxyColor Red = Of("c-red");

    /// <summary>Colours for things that have none of their own, in order.</summary>
    public static readonly IReadOnlyList<OxyColor> Series = [.. new[] { "c-blue", "c-red", "c-green", "c-purple", "c-amber", "c-sky", "c-dark", "c-grey" }.Select(Of)];

    /// <summary>The colour of a state.</summary>
    public static OxyColor OfState(string state) => Of(NameOfState(state));

    /// <summary>The page's name for the colour of a state.</summary>
    public static string CssOfState(string state) => $"var(--{NameOfState(state)})";

    /// <summary>What the style sheet calls a colour.</summary>
    public static string Css(OxyColor color) => $"var(--{Names[color.B]})";

    private static string NameOfState(string state) => state switch
    {
        RunState.Completed => "c-green",
        RunState.Error => "c-red",
        RunState.Running or RunState.Resume => "c-blue",
        RunState.Pending => "c-amber",
        RunState.Ready or RunState.Built => "c-sky",
        RunState.Stop or RunState.Stopped => "c-purple",
        RunState.Deleting or RunState.Deleted => "c-dark",
        _ => "c-grey",
    };

    private static OxyColor Of(string name) => OxyColor.FromRgb(1, 1, (byte)Array.IndexOf(Names, name));
}
