using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Store;

namespace DigitalHub.FakeCore.Auth;

/// <summary>The users and their authorities, which follow from projects and shares and are worked out anew each time (contract, section 9.2).</summary>
internal sealed class UserDirectory(FakeCoreOptions options, CoreStore store, ShareList shares)
{
    public bool CheckPassword(string name, string password) =>
        options.Auth != AuthMode.Off
        && ((name == options.User && password == options.Password)
            || options.Users.Any(user => user.Name == name && user.Password is not null && user.Password == password));

    public bool IsAdmin(string name) => name == options.User || options.Users.Any(user => user.Name == name && user.Admin);

    public IReadOnlyList<string> Authorities(string name)
    {
        var authorities = new List<string> { Principal.User };
        if (IsAdmin(name))
        {
            authorities.Add(Principal.Admin);
        }
        else
        {
            authorities.AddRange(Owned(name).Select(project => $"{project}:{Principal.Admin}"));
            authorities.AddRange(shares.ProjectsFor(name).Select(project => $"{project}:{Principal.User}"));
        }
        authorities.AddRange(options.Users.FirstOrDefault(user => user.Name == name)?.Authorities ?? []);
        return [.. authorities.Distinct()];
    }

    /// <summary>The projects of a user as the credential <c>dh_projects</c> lists them.</summary>
    public string Projects(string name) => string.Join(',', Owned(name).Concat(shares.ProjectsFor(name)).Distinct().Order(StringComparer.Ordinal));

    private IEnumerable<string> Owned(string name) => store.All(EntityType.Project, null).Where(project => project.User == name).Select(project => project.Id);
}
