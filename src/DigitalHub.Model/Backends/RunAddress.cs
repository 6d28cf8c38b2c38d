namespace DigitalHub;

/// <summary>Where a run is: its project and its id.</summary>
internal readonly record struct RunAddress(string Project, string Id)
{
    public override string ToString() => $"{Project}/{Id}";
}
