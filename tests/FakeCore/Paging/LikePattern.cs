using System.Text.RegularExpressions;

namespace DigitalHub.FakeCore.Paging;

/// <summary>SQL's LIKE with a percent sign at both ends, whatever the case; percent sign and underscore within are wildcards too.</summary>
internal sealed class LikePattern
{
    private readonly string _text;
    private readonly Regex? _wildcards;

    public LikePattern(string text)
    {
        _text = text;
        if (text.AsSpan().ContainsAny('%', '_'))
        {
            var pattern = Regex.Escape(text).Replace("%", ".*", StringComparison.Ordinal).Replace('_', '.');
            _wildcards = new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
    }

    public bool Matches(string? value) =>
        value is not null && (_wildcards?.IsMatch(value) ?? value.Contains(_text, StringComparison.OrdinalIgnoreCase));
}
