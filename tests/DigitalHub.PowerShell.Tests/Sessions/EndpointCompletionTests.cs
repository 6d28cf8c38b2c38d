using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Sessions;

/// <summary>Tab behind Connect-DhBackend offers addresses, not files.</summary>
[Collection(nameof(Alone))]
public sealed class EndpointCompletionTests : IDisposable
{
    private readonly CleanEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Theory]
    [InlineData("Connect-DhBackend ", new[] { "https://core.example.org", "http://127.0.0.1:8080" })]
    [InlineData("Connect-DhBackend http:", new[] { "http://127.0.0.1:8080" })]
    public void Of_the_profiles_that_have_one(string input, string[] expected)
    {
        File.WriteAllText(_environment.Ini, "[work]\ndhcore_endpoint = https://core.example.org/\n[broken]\ndhcore_user = me\n[test]\ndhcore_endpoint = http://127.0.0.1:8080\n");
        using var shell = Shell.Bare();
        using var engine = System.Management.Automation.PowerShell.Create(shell.Runspace);

        Assert.Equal(expected, CommandCompletion.CompleteInput(input, input.Length, null, engine).CompletionMatches.Select(match => match.CompletionText));
    }
}
