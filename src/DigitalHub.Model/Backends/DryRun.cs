namespace DigitalHub;

/// <summary>Whether the command that works in this flow of control only tells what it would do: then nothing is written, whatever it reads.</summary>
internal static class DryRun
{
    private static readonly AsyncLocal<bool> InFlow = new();

    public static bool IsOn => InFlow.Value;

    /// <summary>Sets it in this flow of control until the result is disposed.</summary>
    public static IDisposable Enter(bool isOn)
    {
        var before = InFlow.Value;
        InFlow.Value = isOn;
        return new Leaving(before);
    }

    private sealed class Leaving(bool before) : IDisposable
    {
        public void Dispose() => InFlow.Value = before;
    }
}
