namespace DigitalHub;

/// <summary>A file that grew beyond what the file system or the user's limit allows: .NET takes that for a fault of an argument.</summary>
internal static class FileLimit
{
    /// <summary>What an error says of it.</summary>
    public const string Why = "it becomes larger than a file may be there";

    /// <summary>Whether it is what a write failed of.</summary>
    public static bool IsReached(Exception exception) => exception is ArgumentOutOfRangeException { ParamName: "value", ActualValue: null };
}
