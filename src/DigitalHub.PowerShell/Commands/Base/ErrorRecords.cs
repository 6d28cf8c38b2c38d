using System.Management.Automation;

namespace DigitalHub.PowerShell.Commands;

/// <summary>The one place where an exception becomes an error record (design section 7).</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(DigitalHubException exception, object? target = null) =>
        new(exception, exception.ErrorId, Category(exception.Kind), target ?? exception.Target)
        {
            ErrorDetails = new ErrorDetails(Sentence(exception)) { RecommendedAction = exception.RecommendedAction ?? string.Empty },
        };

    // The shell shows a recommended action only in Get-Error, and an error must say what to do wherever it is read.
    private static string Sentence(DigitalHubException exception) =>
        exception.RecommendedAction is { Length: > 0 } action ? $"{exception.Message} {action}" : exception.Message;

    private static ErrorCategory Category(ErrorKind kind) =>
        Enum.TryParse<ErrorCategory>(kind.ToString(), out var category) ? category : ErrorCategory.NotSpecified;
}
