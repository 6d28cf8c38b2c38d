using System.Management.Automation;
using System.Management.Automation.Language;
using System.Security;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>
/// The base of all commands: cancellation, waiting for tasks on the pipeline thread, and errors. Only the pipeline thread
/// writes to the pipeline.
/// </summary>
public abstract class DhCommand : PSCmdlet, IDisposable
{
    private const string Hidden = "...";

    private static readonly string[] HostTags = ["PSHOST"];

    private readonly CancellationTokenSource _stop = new();

    private readonly NoticeQueue _notices = new();

    private ExecutionContext? _outside;

    private ExecutionContext? _inside;

    private IDisposable? _collecting;

    private IDisposable? _dry;

    private bool? _isVerbose;

    private Dictionary<string, object?>? _bound;

    /// <summary>What is bound, with the secrets that <c>MyInvocation</c> has no more.</summary>
    internal IReadOnlyDictionary<string, object?> BoundValues => _bound ?? MyInvocation.BoundParameters;

    private protected CancellationToken Stop => _stop.Token;

    /// <summary>Checks the parameters, then begins.</summary>
    protected sealed override void BeginProcessing() => Guard(() =>
    {
        HideSecrets();
        ParameterCheck.Bound(this);
        Begin();
    });

    /// <summary>Handles one object from the pipeline.</summary>
    protected sealed override void ProcessRecord() => Guard(Process);

    /// <summary>Ends.</summary>
    protected sealed override void EndProcessing() => Guard(End);

    /// <summary>Ends every wait; called on another thread.</summary>
    protected sealed override void StopProcessing()
    {
        _stop.Cancel();
        Cancelled();
    }

    /// <summary>Called on another thread when the user ends the command.</summary>
    private protected virtual void Cancelled()
    {
    }

    private protected virtual void Begin()
    {
    }

    private protected virtual void Process()
    {
    }

    private protected virtual void End()
    {
    }

    private protected T Await<T>(Task<T> task)
    {
        Await((Task)task);
        return task.GetAwaiter().GetResult();
    }

    private protected void Await(Task task)
    {
        try
        {
            WaitFor(task);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A notice that ends the pipeline ends what is waited for, too.
            _stop.Cancel();
            throw;
        }
        task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for the end of a task, however it ends, and writes what is said meanwhile. The user need not wait for a task that ignores its token.</summary>
    private protected void WaitFor(Task task)
    {
        while (!task.IsCompleted)
        {
            var spoken = _notices.Spoken;
            if (_notices.IsEmpty) Task.WhenAny(task, spoken).WaitAsync(Stop).GetAwaiter().GetResult();
            WriteNotices();
        }
        WriteNotices();
    }

    /// <summary>Reads a stream on the pipeline thread, and ends it when the pipeline ends.</summary>
    private protected IEnumerable<T> Stream<T>(IAsyncEnumerable<T> source)
    {
        var items = source.GetAsyncEnumerator(Stop);
        try
        {
            while (Next(items)) yield return items.Current;
        }
        finally
        {
            if (!Stop.IsCancellationRequested) items.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    // Most items are there already: only the first of a page is waited for.
    private bool Next<T>(IAsyncEnumerator<T> items)
    {
        Stop.ThrowIfCancellationRequested();
        var next = items.MoveNextAsync();
        if (!next.IsCompletedSuccessfully) return Await(next.AsTask());
        WriteNotices();
        return next.Result;
    }

    /// <summary>Does something for one item of many: what goes wrong is that item's error, and the others go on.</summary>
    private protected void ForItem(object? target, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (ErrorRecords.IsOurs(exception))
        {
            Fail(exception, target);
        }
    }

    /// <summary>Whether the command only tells what it would do.</summary>
    private protected bool WhatIf =>
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var bound)
            ? (SwitchParameter)bound
            : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>Whether <c>-Verbose</c> shows what is written.</summary>
    private protected bool IsVerbose => _isVerbose ??=
        MyInvocation.BoundParameters.TryGetValue("Verbose", out var bound)
            ? (SwitchParameter)bound
            : !LanguagePrimitives.TryConvertTo<ActionPreference>(GetVariableValue("VerbosePreference"), out var preference) || preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    private protected void Fail(Exception exception, object? target = null) => WriteError(ErrorRecords.From(ErrorRecords.AsOurs(exception), target, Advice(exception)));

    private void Guard(Action action)
    {
        try
        {
            Collected(action);
            WriteNotices();
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            Broken();
            throw new PipelineStoppedException();
        }
        catch (Exception exception) when (ErrorRecords.IsOurs(exception))
        {
            Broken();
            ThrowTerminatingError(ErrorRecords.From(ErrorRecords.AsOurs(exception), advice: Advice(exception)));
        }
    }

    // The context of collecting is kept and put back for each of many objects: to make it anew takes longer than a quick command.
    private void Collected(Action action)
    {
        var outside = ExecutionContext.Capture();
        if (outside is null || outside != _outside)
        {
            _collecting = _notices.Collect();
            _dry = DryRun.Enter(WhatIf);
            _inside = ExecutionContext.Capture();
            _outside = outside;
        }
        else
        {
            ExecutionContext.Restore(_inside!);
        }
        try
        {
            Try(action);
        }
        finally
        {
            // What others set meanwhile, such as a culture, stays.
            if (outside is not null && ExecutionContext.Capture() == _inside) ExecutionContext.Restore(outside);
            else
            {
                _dry!.Dispose();
                _collecting!.Dispose();
            }
        }
    }

    /// <summary>Called when an error or the user ends the command.</summary>
    private protected virtual void Broken()
    {
    }

    /// <summary>What the user of this command can do about an error, where the command knows better than the error; else null.</summary>
    private protected virtual string? Advice(Exception exception) => null;

    // What led to an error is said before it.
    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (ErrorRecords.IsOurs(exception))
        {
            WriteNotices();
            throw;
        }
    }

    // The record of what is said under -Verbose holds what was bound. As JSON it shows an address with its password, and a
    // SecureString that is written to a file stands there in clear where the system encrypts none.
    private void HideSecrets()
    {
        var bound = MyInvocation.BoundParameters;
        if (!bound.Any(IsSecret)) return;
        _bound = new Dictionary<string, object?>(bound, bound.Comparer);
        foreach (var (name, _) in bound.Where(IsSecret).ToList()) bound[name] = Hidden;
        if (_bound.Any(one => MayShowSecret(one.Key, ShellValues.Bare(one.Value)))) HideLine();
    }

    private bool IsSecret(KeyValuePair<string, object?> bound) => ShellValues.Bare(bound.Value) is var value && (value is SecureString or PSCredential || MayShowSecret(bound.Key, value));

    // The record of an error shows the line of the script. Where a secret was given as text, it may stand there.
    private void HideLine()
    {
        var line = $"{MyInvocation.InvocationName} {Hidden}";
        MyInvocation.DisplayScriptPosition = new ScriptExtent(
            new ScriptPosition(MyInvocation.ScriptName, MyInvocation.ScriptLineNumber, 1, line),
            new ScriptPosition(MyInvocation.ScriptName, MyInvocation.ScriptLineNumber, line.Length + 1, line));
    }

    /// <summary>Whether the line that a value stands on may show a secret.</summary>
    private protected virtual bool MayShowSecret(string parameter, object? value) => value is SecureString secret && SecretArgumentAttribute.WasText(secret);

    /// <summary>Writes what was said so far.</summary>
    private protected void WriteNotices()
    {
        while (_notices.TryTake(out var notice))
        {
            switch (notice.Kind)
            {
                case NoticeKind.Warning:
                    WriteWarning(notice.Text);
                    break;
                case NoticeKind.Verbose:
                    WriteVerbose(notice.Text);
                    break;
                default:
                    // As Write-Host does: seen without being asked for, and kept out of the output.
                    WriteInformation(new HostInformationMessage { Message = notice.Text }, HostTags);
                    break;
            }
        }
    }

    /// <summary>Frees what the command holds.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the command holds.</summary>
    /// <param name="disposing">True from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _stop.Dispose();
    }
}
