using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>A runspace with the built module in it.</summary>
internal sealed partial class Shell : IDisposable
{
    private readonly Runspace _runspace;
    private readonly TemporaryFolder _folder = new();
    private bool _isSpare;

    private Shell(Runspace runspace, bool isSpare = false)
    {
        _runspace = runspace;
        MoveTo(_folder.Path);
        _isSpare = isSpare;
    }

    /// <summary>The runspace itself; nobody knows what is done with it, so that the shell serves no other test.</summary>
    public Runspace Runspace
    {
        get
        {
            _isSpare = false;
            return _runspace;
        }
    }

    /// <summary>The folder where relative paths start; gone with the shell.</summary>
    public string Folder => _folder.Path;

    /// <summary>A new shell that is connected to nothing yet.</summary>
    /// <param name="host">Who answers its questions; null for nobody.</param>
    public static Shell Bare(System.Management.Automation.Host.PSHost? host = null) => new(Begin(host));

    /// <summary>A shell that is to be connected before anything else: one that another test had, made as it was at first, or a new one.</summary>
    public static Shell Spare() => new(SpareRunspaces.Take() ?? Begin(null), isSpare: true);

    private static Runspace Begin(System.Management.Automation.Host.PSHost? host)
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([BuiltModule.Manifest]);
        state.ThrowOnRunspaceOpenError = true;
        var runspace = host is null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        CompletionPatience.BeLong();
        return runspace;
    }

    /// <summary>A shell on a private store with the current project <c>demo</c>.</summary>
    public static Shell Open()
    {
        var shell = Spare();
        shell.Run("Connect-DhBackend -Local -InMemory; Set-DhProject demo");
        return shell;
    }

    /// <summary>Runs a script that must not fail.</summary>
    public IReadOnlyList<PSObject> Run(string script, params object?[] input)
    {
        var result = Try(script, input);
        Assert.True(result.Errors.Count == 0, $"{script}\n{string.Join("\n", result.Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error}"))}");
        return result.Output;
    }

    /// <summary>Runs a script and gives back everything it wrote.</summary>
    public Result Try(string script, params object?[] input)
    {
        _isSpare &= !Lasting().IsMatch(script);
        using var shell = System.Management.Automation.PowerShell.Create(_runspace);
        shell.AddScript(script, useLocalScope: false);
        var errors = new List<ErrorRecord>();
        List<PSObject> output = [];
        try
        {
            output.AddRange(shell.Invoke(input));
        }
        catch (RuntimeException exception)
        {
            errors.Add(exception.ErrorRecord);
        }
        errors.AddRange(shell.Streams.Error);
        return new Result(
            output,
            errors,
            [.. shell.Streams.Warning.Select(record => record.Message)],
            [.. shell.Streams.Verbose.Select(record => record.Message)]);
    }

    /// <summary>Runs a script that must fail with exactly one error.</summary>
    public ErrorRecord Fail(string script, params object?[] input)
    {
        var result = Try(script, input);
        Assert.True(result.Errors.Count == 1, $"{script}\nmust give one error and gave {result.Errors.Count}: {string.Join("\n", result.Errors)}");
        return result.Errors[0];
    }

    /// <summary>What is offered at the end of a line.</summary>
    public IReadOnlyList<string> Complete(string input)
    {
        using var engine = System.Management.Automation.PowerShell.Create(_runspace);
        return [.. CommandCompletion.CompleteInput(input, input.Length, null, engine).CompletionMatches.Select(match => match.CompletionText)];
    }

    /// <summary>Lets relative paths start in another folder.</summary>
    public void MoveTo(string folder) => _runspace.SessionStateProxy.Path.SetLocation(folder);

    /// <summary>Makes a variable of the shell.</summary>
    public void Set(string name, object value) => _runspace.SessionStateProxy.SetVariable(name, value);

    public void Dispose()
    {
        Try("Disconnect-DhBackend");
        if (!_isSpare || !SpareRunspaces.TryGive(_runspace)) _runspace.Dispose();
        _folder.Dispose();
    }

    // What a reset of the runspace, which is of its variables and its place, does not undo.
    [GeneratedRegex(@"(?<!-)\b(function|filter|class|enum)\s+\w|\b(global:|env:|trap|Set-StrictMode|Push-Location|PSStyle)\b|-(Module|Alias|PSDrive|TypeData|FormatData|PSBreakpoint|Job|ThreadJob|Event)\b|\b(Register|Add-Type)\b|-Parallel\b|InvokeCommand", RegexOptions.IgnoreCase)]
    private static partial Regex Lasting();

    internal sealed record Result(
        IReadOnlyList<PSObject> Output,
        IReadOnlyList<ErrorRecord> Errors,
        IReadOnlyList<string> Warnings,
        IReadOnlyList<string> Verbose);
}

internal static class ErrorRecordExtensions
{
    /// <summary>The error id without the command's name.</summary>
    public static string Id(this ErrorRecord error) => error.FullyQualifiedErrorId.Split(',')[0];
}
