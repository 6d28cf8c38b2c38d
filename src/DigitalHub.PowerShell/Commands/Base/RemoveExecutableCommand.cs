using System.Management.Automation;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Removes versions of functions or workflows with their tasks.</summary>
public abstract class RemoveExecutableCommand : ExecutableCommand
{
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>Removes every version of each name.</summary>
    [Parameter]
    public SwitchParameter AllVersions { get; set; }

    /// <summary>Removes the runs as well.</summary>
    [Parameter]
    public SwitchParameter Cascade { get; set; }

    private protected override bool Removes => true;

    private protected override void Selected(EntitySelection selection, string project, Session session)
    {
        if (!AllVersions) Remove(selection, Place(selection, project, session), Cascade, session);
        else if (selection.Name is { } name) RemoveAll(name, project, session);
        else throw Errors.Value("-AllVersions goes with a name, and one version is given.", selection.Id, "Give the name, or leave -AllVersions out.");
    }

    private void RemoveAll(string name, string project, Session session)
    {
        var query = new EntityQuery(Type) { Project = project, Names = [name], AllVersions = true };
        List<StoredDocument> found = [.. Stream(session.Client.ListEntitiesAsync(query, Stop))];
        if (found.Count == 0) throw Errors.NotFound(Type, name, project);
        List<StoredDocument> kinds = [.. found.DistinctBy(version => version.Head("kind"))];
        if (kinds.Count > 1) throw Errors.NameAmbiguous(Type, name, project, kinds.Select(version => version.Head("key")!));
        List<EntityAddress> versions = found.ConvertAll(version => new EntityAddress(Type, project, version.Head("id")!));
        var runs = versions.Sum(version => Await(session.Client.CountRunsOfAsync(version, Stop)));
        if (runs > 0 && !Cascade) throw Errors.NotEmpty(versions[0], name, runs);
        if (!ConfirmHigh($"all {versions.Count} versions of {Words.Word} '{name}' with {runs} runs in project '{project}' on {session.Name}", $"Remove {Words.Word}")) return;
        foreach (var version in versions) StartRemoval(name, version, Cascade, session);
    }

    // The engine asks by the impact of a command, and removing one version is like removing a file.
    private bool ConfirmHigh(string target, string action)
    {
        if (!ShouldProcess(target, action)) return false;
        if (Asks || !AsksOfHigh) return true;
        return ShouldContinue($"{action}: {target}?", "Confirm", ref _yesToAll, ref _noToAll);
    }
}
