namespace DigitalHub.PowerShell.Tests.Conformance;

/// <summary>What a command says it gives out is what comes out.</summary>
public sealed class OutputTests
{
    public static TheoryData<string> Commands => AllCommands.Names;

    [Theory]
    [MemberData(nameof(Commands))]
    public void OutputType_is_true(string command)
    {
        var declared = AllCommands.Info(command).OutputType.Select(output => output.Type).ToList();
        var given = new HashSet<Type>();

        foreach (var call in Calls.For(command))
        {
            using var shell = World.Open();
            var output = shell.Run(call).Select(item => item.BaseObject).ToList();

            if (call.Contains("-IncludeTotalCount", StringComparison.Ordinal))
            {
                Assert.IsType<ulong>(output[0]);
                output.RemoveAt(0);
            }
            Assert.All(output, item => Assert.Contains(item.GetType(), declared));
            given.UnionWith(output.Select(item => item.GetType()));
        }

        // What resumes runs there is not; what comes out if there were is tried in WaitTests.
        if (command == "Resume-DhRun") return;
        Assert.Equal(
            declared.Where(type => type != typeof(void)).Select(type => type.FullName).Order(StringComparer.Ordinal),
            given.Select(type => type.FullName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_call_is_of_a_command_that_exists() =>
        Assert.Empty(Calls.Commands.Concat(CoreCalls.Commands).Except(AllCommands.Infos.Select(command => command.Name)));
}
