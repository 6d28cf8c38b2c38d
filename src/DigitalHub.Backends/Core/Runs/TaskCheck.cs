using System.Collections.Specialized;
using DigitalHub.Backends.Core.Entities;

namespace DigitalHub.Backends.Core.Runs;

/// <summary>
/// What a core runs is a task of a function or workflow: both have to be named in the run's spec, the second only where the
/// core is to execute something (contract 2.1).
/// </summary>
internal static class TaskCheck
{
    /// <summary>How many functions are asked for, to name some and to see whether there are others.</summary>
    public const int MaxAsked = MaxNamed + 1;

    private const int MaxNamed = 3;

    /// <exception cref="InputException"><c>TaskRequired</c></exception>
    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c>: the reason is that there is no such project.</exception>
    public static async Task CheckAsync(ICoreTransport transport, OrderedDictionary run, CancellationToken cancellationToken)
    {
        if (Missing(run) is not { } missing) return;
        var project = run.Text("project")!;
        var functions = await FunctionsAsync(transport, project, cancellationToken).ConfigureAwait(false);
        if (functions.Count == 0) await ProjectAccess.EnsureAsync(transport, project, cancellationToken).ConfigureAwait(false);
        throw Required(run, missing, functions);
    }

    /// <summary>What of it a run does not name; null where it names all.</summary>
    public static MissingPart? Missing(OrderedDictionary run)
    {
        var spec = run.Map("spec");
        if (spec?["task"] is null or "") return new("a task", "Or give the task with -Task, as in -Task python+job://{0}/<id>");
        return spec["local_execution"] is not true && spec["function"] is null or "" && spec["workflow"] is null or ""
            ? new("the function or workflow of its task", "Or give it with -Function, as in -Function python://{0}/<name>:<id>, or record the run only with -LocalExecution")
            : null;
    }

    /// <summary>That something is missing, and what to type.</summary>
    /// <param name="run">The run.</param>
    /// <param name="missing">What is missing.</param>
    /// <param name="functions">Functions of its project; no more than <see cref="MaxAsked"/> are looked at.</param>
    public static InputException Required(OrderedDictionary run, MissingPart missing, IReadOnlyList<(string Name, string Kind)> functions)
    {
        var project = run.Text("project")!;
        var have = functions is [var newest, ..]
            ? $"Functions of project '{project}' are {string.Join(", ", functions.Take(MaxNamed).Select(function => function.Name))}{(functions.Count > MaxNamed ? " and others" : string.Empty)}: New-DhRun -Function {newest.Name} -Action {KindTable.Bundled(null).Find("function", newest.Kind)?.UsualAction ?? "<action>"} runs one, and finds its task."
            : $"Project '{project}' has no function yet: make one with New-DhFunction, and run it with New-DhRun -Function <name> -Action <action>.";
        return new InputException("TaskRequired", $"A core creates no run without {missing.What}.")
        {
            Target = run.Text("id"),
            RecommendedAction = $"{have} {missing.How.Replace("{0}", project, StringComparison.Ordinal)}.",
        };
    }

    /// <summary>Checks that the server has the task.</summary>
    /// <exception cref="EntityNotFoundException"><c>ReferenceNotFound</c></exception>
    public static async Task IsThereAsync(ICoreTransport transport, OrderedDictionary run, CancellationToken cancellationToken)
    {
        // What is no reference the server says in its own way.
        if (!EntityReference.TryParse(run.Map("spec")?.Text("task"), out var task)) return;
        var project = run.Text("project")!;
        var path = $"{CorePaths.In(project)}/tasks/{Uri.EscapeDataString(task.Name)}";
        try
        {
            await transport.SendAsync(new CoreRequest(HttpMethod.Get, path) { Subject = new CoreSubject("task", task.Name, project) }, cancellationToken).ConfigureAwait(false);
        }
        catch (EntityNotFoundException exception)
        {
            throw NotThere(run, task, exception);
        }
    }

    /// <summary>That the server has no such task.</summary>
    public static EntityNotFoundException NotThere(OrderedDictionary run, EntityReference task, Exception? exception) =>
        new("ReferenceNotFound", $"There is no task '{task}' on the server.", exception)
        {
            Target = run.Text("id"),
            RecommendedAction = "Check the reference: the task may have been removed, or be of another server.",
        };

    private static async Task<List<(string Name, string Kind)>> FunctionsAsync(ICoreTransport transport, string project, CancellationToken cancellationToken)
    {
        try
        {
            var functions = new List<(string Name, string Kind)>();
            var query = new EntityQuery(EntityType.Function) { Project = project, First = MaxAsked };
            await foreach (var function in new EntityListing(transport, query).ReadAsync(cancellationToken).ConfigureAwait(false)) functions.Add((function.Head("name") ?? string.Empty, function.Head("kind") ?? string.Empty));
            return functions;
        }
        catch (DigitalHubException)
        {
            return [];
        }
    }
}

/// <summary>What a run does not name of what it is of.</summary>
/// <param name="What">What is missing.</param>
/// <param name="How">How to give it; <c>{0}</c> stands for the project.</param>
internal sealed record MissingPart(string What, string How);
