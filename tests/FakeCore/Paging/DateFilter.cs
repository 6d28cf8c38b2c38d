using System.Globalization;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Paging;

/// <summary>
/// The filters <c>created</c> and <c>updated</c>. On level 15 a date that can be read is an error. Before, two dates are a range,
/// a single one has no effect, and of an offset nothing is left (contract, section 2.3; <c>runs-list.json</c>, <c>core-0.14.json</c>).
/// </summary>
internal static class DateFilter
{
    public static Func<DateTimeOffset, bool>? Parse(string? text, LevelRules rules)
    {
        var dates = text?.Split(',').Select(Date).ToArray() ?? [];
        if (dates.Length == 0 || dates.Any(date => date is null))
        {
            return null;
        }
        if (rules.CreatedFilterBroken)
        {
            throw CoreError.Project(400, null);
        }
        return dates.Length == 2 ? time => time.UtcDateTime >= dates[0] && time.UtcDateTime <= dates[1] : null;
    }

    private static DateTime? Date(string text) =>
        text.Contains('T', StringComparison.Ordinal)
        && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var date)
            ? DateTime.SpecifyKind(date.DateTime, DateTimeKind.Utc)
            : null;
}
