using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Text;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>
/// Creates functions or workflows, or new versions of those that are there. The spec fields of the kind are parameters, too,
/// as long as no parameter of the command's own has their name.
/// </summary>
public abstract class NewExecutableCommand : ProjectScopedCommand, IDynamicParameters
{
    private RunFieldParameters? _fields;

    /// <summary>The name; one that is there gets another version.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [TextArgument]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ExecutableNameCompleter))]
    public string? Name { get; set; }

    /// <summary>The kind, for example <c>python</c> or <c>hera</c>.</summary>
    [Parameter(Position = 1, Mandatory = true)]
    [TextArgument]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(EntityKindCompleter))]
    public string? Kind { get; set; }

    /// <summary>The version's id; made if it is left out.</summary>
    [Parameter]
    [TextArgument]
    public string? Id { get; set; }

    /// <summary>The file with the source code, which is embedded.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument(Accepts = typeof(FileInfo), Wildcards = true)]
    public string? SourcePath { get; set; }

    /// <summary>The source code as text, which is embedded.</summary>
    [Parameter]
    [TextArgument]
    public string? SourceCode { get; set; }

    /// <summary>The address of the source code, such as git+https://… or s3://….</summary>
    [Parameter]
    [TextArgument]
    public string? Source { get; set; }

    /// <summary>What is called in the source code, for example <c>main</c>.</summary>
    [Parameter]
    [TextArgument]
    public string? Handler { get; set; }

    /// <summary>A description.</summary>
    [Parameter]
    [TextArgument]
    public string? Description { get; set; }

    /// <summary>Labels.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? Label { get; set; }

    /// <summary>The spec, or further fields of it.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Spec { get; set; }

    /// <summary>Takes what a core would drop of the spec for an error.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Further metadata.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Metadata { get; set; }

    /// <summary>The project to create in.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public object? InputObject { get; set; }

    private protected abstract EntityType Type { get; }

    private EntityWords Words => EntityWords.Of(Type);

    /// <summary>The spec fields of the kind on the command line that no other parameter stands for; of one that nobody knows, those of all kinds.</summary>
    public object? GetDynamicParameters()
    {
        if (Kind is null) return null;
        _fields = RunFieldParameters.Of(KnownKinds.ExecutableFields(KnownSession(), Words.Word, Kind), OwnParameters.Names(GetType()));
        return _fields?.Parameters;
    }

    private protected override void Begin()
    {
        List<string> sources = [.. new[] { nameof(SourcePath), nameof(SourceCode), nameof(Source) }.Where(MyInvocation.BoundParameters.ContainsKey)];
        if (sources.Count > 1) throw Errors.Value($"-{sources[0]} and -{sources[1]} exclude each other.", action: "Leave one of them out.");
    }

    private protected override void Process() => ForItem(InputObject ?? Name, () =>
    {
        switch (ShellValues.Bare(InputObject))
        {
            case null when MyInvocation.ExpectingInput:
                throw Errors.Value("The pipeline brought null.", action: "Check the command before the pipe.");
            case null:
                Create(Current, ProjectOf(Current));
                break;
            case Project project:
                Create(For(project), project.Id);
                break;
            case var other:
                throw Errors.Value($"{other} is no project to create a {Words.Word} in.", other, "Pipe a project from Get-DhProject.");
        }
    });

    private void Create(Session session, string project)
    {
        var document = Document(session, project);
        EntityRules.Check(Type, document);
        if (WhatIf) CheckCreation(session, project);
        Await(new RunSpecCheck(Strict) { Entity = Words.Word, KindIsTyped = true }.CheckAsync(session, document, document.Map("spec"), Stop));
        if (!ShouldProcess($"{Words.Word} '{Name}' of kind '{document["kind"]}' in project '{project}' on {session.Name}", $"Create {Words.Word}")) return;
        var entity = Entity.Of(Type, Sent(() => Await(session.Client.CreateEntityAsync(Type, document, Stop))), session);
        Seen.Add(entity);
        WriteVerbose($"Created {Words.Word} {entity.Key} on {session.Name}.");
        WriteObject(entity);
    }

    // What a server says of a spec is mostly about the file that is in it.
    private T Sent<T>(Func<T> send)
    {
        try
        {
            return send();
        }
        catch (DigitalHubException exception) when (exception.ErrorId == "RequestRefused")
        {
            exception.Place ??= SourcePath;
            throw;
        }
    }

    private OrderedDictionary Document(Session session, string project)
    {
        var metadata = Metadata is null ? ValueMap.New() : ShellValues.Map(Metadata, "metadata");
        if (Description is not null) metadata["description"] = ValueRules.Text(Description, "description");
        if (Label is not null) metadata["labels"] = RunRules.Labels(Label);
        var spec = Spec is null ? ValueMap.New() : ShellValues.Map(Spec, "spec");
        var known = KnownKinds.Find(session, Words.Word, Kind);
        _fields?.CheckOf(known);
        _fields?.PutInto(spec);
        AddSource(spec, known);
        var kind = known?.Name ?? Kind;
        var document = ValueMap.From([new("kind", kind), new("project", project), new("name", Name), new("metadata", metadata), new("spec", spec)]);
        if (Id is not null) document["id"] = Id;
        return document;
    }

    private void AddSource(OrderedDictionary spec, EntityKind? kind)
    {
        if (spec["source"] is not (null or OrderedDictionary) && (SourcePath ?? SourceCode ?? Source ?? Handler) is not null)
        {
            throw Errors.Value("spec.source is no dictionary.", spec["source"], "Give source in -Spec as a dictionary, or leave it out.");
        }
        if (SourcePath is not null)
        {
            var file = DocumentFiles.Target(this, SourcePath);
            // Off the pipeline thread: a pipe that nobody writes to must not keep Ctrl+C waiting.
            SourceParameters.File(spec, file, Await(System.Threading.Tasks.Task.Run(() => DocumentFiles.Bytes(file, Words.Word, Stop), Stop)), kind?.Field("source")?.Fields.FirstOrDefault(field => field.Name == "lang")?.Values ?? []);
        }
        if (SourceCode is not null)
        {
            var code = Encoding.UTF8.GetBytes(ValueRules.Text(SourceCode, "source code"));
            if (code.Length > EntityRules.MaxSourceBytes) throw EntityRules.SourceTooLarge($"-{nameof(SourceCode)} has", nameof(SourceCode), Words.Word);
            spec.Section("source")["base64"] = Convert.ToBase64String(code);
        }
        if (Source is not null) SourceParameters.Address(spec, Source);
        if (Handler is not null) spec.Section("source")["handler"] = ValueRules.Text(Handler, "handler");
    }

    // What the backend would refuse: a project that is not there, an id that is taken.
    private void CheckCreation(Session session, string project)
    {
        Await(session.Client.GetProjectAsync(project, Stop));
        if (Id is not null && IsTaken(session, new EntityAddress(Type, project, Id))) throw Errors.Exists(Type, Id);
    }
}
