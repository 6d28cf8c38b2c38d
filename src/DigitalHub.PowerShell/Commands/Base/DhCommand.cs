using System.Management.Automation;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>
/// The base of all commands: cancellation, waiting for tasks on the pipeline thread, and errors. Only the pipeline thread
/// writes to the pipeline.
/// </summary>
public abstract class DhCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    private protected CancellationToken Stop => _stop.Token;

    /// <summary>Checks the parameters, then begins.</summary>
    protected sealed override void BeginProcessing() => Guard(() =>
    {
        ParameterCheck.Bound(this);
        Begin();
    });

    /// <summary>Handles one object from the pipeline.</summary>
    protected sealed override void ProcessRecord() => Guard(Process);

    /// <summary>Ends.</summary>
    protected sealed override void EndProcessing() => Guard(End);

    /// <summary>Ends every wait; called on another thread.</summary>
    protected sealed override void StopProcessing() => _stop.Cancel();

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
        // A task that ignores its token must not keep the user waiting.
        return task.WaitAsync(Stop).GetAwaiter().GetResult();
    }

    private protected void Await(Task task) => task.WaitAsync(Stop).GetAwaiter().GetResult();

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
        return next.IsCompletedSuccessfully ? next.Result : Await(next.AsTask());
    }

    /// <summary>Does something for one item of many: what goes wrong is that item's error, and the others go on.</summary>
    private protected void ForItem(object? target, Action action)
    {
        try
        {
            action();
        }
        catch (DigitalHubException exception)
        {
            WriteError(ErrorRecords.From(exception, target));
        }
    }

    /// <summary>Whether the command only tells what it would do.</summary>
    private protected bool WhatIf =>
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var bound)
            ? (SwitchParameter)bound
            : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    private protected void Fail(DigitalHubException exception, object? target = null) => WriteError(ErrorRecords.From(exception, target));

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (DigitalHubException exception)
        {
            ThrowTerminatingError(ErrorRecords.From(exception));
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception exception) when (Bridge.IsLoadFailure(exception))
        {
            ThrowTerminatingError(ErrorRecords.From(Bridge.Incomplete(exception)));
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
