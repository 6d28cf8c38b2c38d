using System.Globalization;

namespace DigitalHub.PowerShell.Input;

/// <summary>The levels of core that a local store can be like.</summary>
internal static class CoreLevels
{
    /// <summary>The levels, the newest first, with the versions that have them.</summary>
    public static readonly IReadOnlyList<(int Level, string Version)> All = [(15, "core 0.15"), (14, "core 0.14"), (13, "core 0.13")];

    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static int Check(int level)
    {
        if (All.Any(one => one.Level == level)) return level;
        var given = level == LevelArgumentAttribute.Unusable ? "is no level" : string.Create(CultureInfo.InvariantCulture, $"is {level}");
        throw Errors.Value($"-LikeCore {given}: the levels of core that a local store can be like are 13, 14 and 15.", action: "Give one of them, for example -LikeCore 15 for core 0.15.");
    }
}
