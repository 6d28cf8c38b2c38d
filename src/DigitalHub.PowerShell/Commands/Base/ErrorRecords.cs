using System.Management.Automation;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>The one place where an exception becomes an error record (design section 7).</summary>
internal static class ErrorRecords
{
    private static readonly bool ShowsAction = typeof(PSObject).Assembly.GetName().Version >= new Version(7, 5);

    /// <summary>Whether an exception is this module's to report, and not the engine's way to end a pipeline.</summary>
    public static bool IsOurs(Exception exception) =>
        exception is not (OperationCanceledException or OutOfMemoryException) && exception.GetType().Assembly != typeof(PSObject).Assembly;

    /// <summary>The exception as one of ours; what nobody foresaw keeps its own words.</summary>
    public static DigitalHubException AsOurs(Exception exception) => exception switch
    {
        DigitalHubException ours => ours,
        _ when Bridge.IsLoadFailure(exception) => Bridge.Incomplete(exception),
        _ => new DigitalHubException("UnexpectedError", ErrorKind.NotSpecified, $"Something went wrong that should not: {exception.Message}", exception)
        {
            RecommendedAction = "Report it with the output of Get-Error.",
        },
    };

    public static ErrorRecord From(DigitalHubException exception, object? target = null, string? advice = null)
    {
        var action = advice ?? exception.RecommendedAction ?? string.Empty;
        return new(exception, exception.ErrorId, Category(exception.Kind), target ?? exception.Target)
        {
            ErrorDetails = new ErrorDetails(Sentence(exception, action)) { RecommendedAction = action },
        };
    }

    // From 7.5 on the shell shows the recommended action below an error; before, it must stand in the sentence.
    private static string Sentence(DigitalHubException exception, string action) =>
        !ShowsAction && action.Length > 0 ? $"{exception.Message} {action}" : exception.Message;

    private static ErrorCategory Category(ErrorKind kind) =>
        Enum.TryParse<ErrorCategory>(kind.ToString(), out var category) ? category : ErrorCategory.NotSpecified;
}
