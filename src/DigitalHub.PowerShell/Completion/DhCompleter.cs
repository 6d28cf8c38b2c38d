using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Completion;

/// <summary>
/// The base of all completers: quotes what needs it, keeps the user's own quotes, never throws and never waits long.
/// </summary>
internal abstract class DhCompleter : IArgumentCompleter
{
    private const int MaxResults = 100;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        try
        {
            var quote = wordToComplete.Length > 0 && wordToComplete[0] is '\'' or '"' ? wordToComplete[..1] : string.Empty;
            var start = wordToComplete.Trim('\'', '"');
            return
            [
                .. Values(SessionOf(fakeBoundParameters), fakeBoundParameters["Project"] as string)
                    .Where(value => value.Text.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                    .DistinctBy(value => value.Text)
                    .Take(MaxResults)
                    .Select(value => new CompletionResult(Quote(value.Text, quote), value.Text, CompletionResultType.ParameterValue, value.Tip)),
            ];
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A key press must not end in an error.
            return [];
        }
    }

    private protected abstract IEnumerable<(string Text, string Tip)> Values(Session? session, string? project);

    private protected static (string Text, string Tip) Plain(string text) => (text, text);

    private static Session? SessionOf(IDictionary bound)
    {
        if (bound["Session"] is Session given) return given;
        try
        {
            return Runspace.DefaultRunspace is { } runspace ? SessionFinder.Peek(runspace) : null;
        }
        catch (DigitalHubException)
        {
            return null;
        }
    }

    private static string Quote(string text, string quote)
    {
        if (quote == "\"") return $"\"{text.Replace("`", "``", StringComparison.Ordinal).Replace("\"", "`\"", StringComparison.Ordinal).Replace("$", "`$", StringComparison.Ordinal)}\"";
        var plain = quote.Length == 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '+' or ':' or '/');
        return plain && !text.StartsWith('-') ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }
}
