using System.Collections.Specialized;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Creates versions of functions or workflows from YAML and JSON documents.</summary>
public abstract class ImportExecutableCommand : ImportCommand
{
    private protected abstract EntityType Type { get; }

    private EntityWords Words => EntityWords.Of(Type);

    private protected override Type Made => Type == EntityType.Function ? typeof(Function) : typeof(Workflow);

    private protected override IReadOnlyCollection<string> Fields => ImportedExecutable.Known;

    private protected override void Import(OrderedDictionary document, DocumentPlace? inFile, string? key)
    {
        var place = inFile?.ToString() ?? key;
        Placed(place, () => ImportedExecutable.Prepare(Type, document, DestinationProject, () => ProjectOf(Current), NewId, inFile));
        foreach (var name in ImportedDocument.TakeUnknown(document, Fields))
        {
            Doubt(place, inFile, $"'{name}' is no part of a {Words.Word} and is left out.");
        }
        var session = Current;
        var address = new EntityAddress(Type, document.Text("project")!, document.Text("id")!);
        if (WhatIf) Placed(place, () => CheckImport(session, address));
        if (!ShouldProcess($"{Words.Word} '{document["name"]}:{address.Id}' of kind '{document["kind"]}' in project '{address.Project}' on {session.Name}", Update ? $"Import or update {Words.Word}" : $"Import {Words.Word}")) return;
        Start(
            place ?? address.Id,
            token => PlacedAsync(place, Update ? StoreAsync(document, address, session, token) : session.Client.CreateEntityAsync(Type, document, token)),
            stored =>
            {
                var entity = Entity.Of(Type, stored, session);
                Seen.Add(entity);
                WriteVerbose($"Imported {entity.Key} on {session.Name}.");
                WriteObject(entity);
            });
    }

    private async Task<StoredDocument> StoreAsync(OrderedDictionary document, EntityAddress address, Session session, CancellationToken cancellationToken)
    {
        StoredDocument current;
        try
        {
            current = await session.Client.GetEntityAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (EntityNotFoundException exception) when (exception.ErrorId == Words.NotFound.Id)
        {
            return await session.Client.CreateEntityAsync(Type, document, cancellationToken).ConfigureAwait(false);
        }
        var change = ImportedDocument.ChangeOf(current, document, Words.Word);
        return change is null ? current : await session.Client.UpdateEntityAsync(address, change, cancellationToken).ConfigureAwait(false);
    }

    private void CheckImport(Session session, EntityAddress address)
    {
        Await(session.Client.GetProjectAsync(address.Project, Stop));
        if (!Update && IsTaken(session, address)) throw Errors.Exists(Type, address.Id);
    }
}
