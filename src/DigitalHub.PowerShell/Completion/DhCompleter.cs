using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Completion;

/// <summary>
/// The base of all completers: quotes what needs it, keeps the user's own quotes, never throws and never waits long.
/// </summary>
internal abstract class DhCompleter : IArgumentCompleter
{
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
            using var limit = new CancellationTokenSource(Asked.Patience);
            var quote = wordToComplete.Length > 0 && wordToComplete[0] is '\'' or '"' ? wordToComplete[..1] : string.Empty;
            var request = Request(commandName, parameterName, fakeBoundParameters, wordToComplete.Trim('\'', '"'), limit.Token);
            return
            [
                .. Values(request)
                    .Where(value => request.Fits(value.Text))
                    .DistinctBy(value => value.Text)
                    .Take(CompletionRequest.MaxResults)
                    .Select(value => new CompletionResult(Quote(value.Text, quote), value.Text, CompletionResultType.ParameterValue, value.Tip)),
            ];
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A key press must not end in an error.
            return [];
        }
    }

    private protected abstract IEnumerable<(string Text, string Tip)> Values(CompletionRequest request);

    private protected static (string Text, string Tip) Plain(string text) => (text, text);

    private static CompletionRequest Request(string command, string parameter, IDictionary bound, string start, CancellationToken deadline)
    {
        var session = ShellValues.Bare(bound["Session"]) as Session ?? CurrentSessionOrNull();
        var project = ShellValues.Bare(bound["Project"]);
        return new(session, Project((project as Project)?.Id ?? project as string, session), start, command, parameter, bound, deadline);
    }

    private static string? Project(string? given, Session? session) => given switch
    {
        "*" => null,
        null when session is not null && Runspace.DefaultRunspace is { } runspace => CurrentSession.GetProject(runspace, session),
        _ => given,
    };

    // A key press must not change which session is current.
    private static Session? CurrentSessionOrNull()
    {
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
