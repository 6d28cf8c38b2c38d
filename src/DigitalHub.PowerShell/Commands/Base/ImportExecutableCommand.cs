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
        var isExported = key is not null || ImportedDocument.IsExported(document);
        Placed(place, () => ImportedExecutable.Prepare(Type, document, DestinationProject, () => ProjectOf(Current), NewId, inFile));
        foreach (var name in ImportedDocument.TakeUnknown(document, Fields))
        {
            Doubt(place, inFile, $"'{name}' is no part of a {Words.Word} and is left out.");
        }
        var session = Current;
        var address = new EntityAddress(Type, document.Text("project")!, document.Text("id")!);
        var check = new RunSpecCheck(Strict) { Entity = Words.Word, Place = place, IsWritten = !isExported };
        if (WhatIf) Placed(place, () => CheckImport(document, address, session, check));
        if (!ShouldProcess($"{Words.Word} '{document["name"]}:{address.Id}' of kind '{document["kind"]}' in project '{address.Project}' on {session.Name}", Update ? $"Import or update {Words.Word}" : $"Import {Words.Word}")) return;
        Start(
            place ?? address.Id,
            token => PlacedAsync(place, StoreAsync(document, address, session, check, token)),
            stored =>
            {
                var entity = Entity.Of(Type, stored.Document, session);
                Seen.Add(entity);
                WriteVerbose($"{stored.Done} {entity.Key} on {session.Name}.");
                WriteObject(entity);
            });
    }

    private async Task<(StoredDocument Document, string Done)> StoreAsync(OrderedDictionary document, EntityAddress address, Session session, RunSpecCheck check, CancellationToken cancellationToken)
    {
        return Update
            ? await StoreAsync(
                document,
                Words.Word,
                Words.NotFound.Id,
                () => session.Client.GetEntityAsync(address, cancellationToken),
                CreateAsync,
                change => session.Client.UpdateEntityAsync(address, change, cancellationToken),
                cancellationToken).ConfigureAwait(false)
            : (await CreateAsync().ConfigureAwait(false), "Imported");

        // The spec of a version that is there never changes.
        async Task<StoredDocument> CreateAsync()
        {
            await check.CheckAsync(session, document, null, cancellationToken).ConfigureAwait(false);
            return await session.Client.CreateEntityAsync(Type, document, cancellationToken).ConfigureAwait(false);
        }
    }

    private void CheckImport(OrderedDictionary document, EntityAddress address, Session session, RunSpecCheck check)
    {
        Await(session.Client.GetProjectAsync(address.Project, Stop));
        var isTaken = IsTaken(session, address);
        if (!Update && isTaken) throw Errors.Exists(Type, address.Id);
        if (!isTaken) Await(check.CheckAsync(session, document, null, Stop));
    }
}
