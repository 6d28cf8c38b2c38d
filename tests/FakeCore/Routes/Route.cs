using DigitalHub.FakeCore.Hosting;

namespace DigitalHub.FakeCore.Routes;

/// <summary>One method of one path. Parts in braces take any text.</summary>
internal sealed class Route(string method, string path, Permission permission, Func<CoreRequest, Answer> handle)
{
    private readonly string[] _parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public string Method { get; } = method;

    public Permission Permission { get; } = permission;

    public Func<CoreRequest, Answer> Handle { get; } = handle;

    public int Length => _parts.Length;

    /// <summary>How many parts are given: the most exact route of a method wins.</summary>
    public int Exactness => _parts.Count(part => part[0] != '{');

    public bool Matches(string[] segments)
    {
        for (var i = 0; i < _parts.Length; i++)
        {
            if (_parts[i][0] != '{' && _parts[i] != segments[i])
            {
                return false;
            }
        }
        return true;
    }

    public void Bind(CoreRequest request)
    {
        for (var i = 0; i < _parts.Length; i++)
        {
            if (_parts[i][0] == '{')
            {
                request.Route[_parts[i][1..^1]] = request.Segments[i];
            }
        }
    }
}
