namespace DigitalHub.Backends.Tests.Model;

public sealed class RecordSupportTests
{
    [Theory]
    [InlineData(15, "0.15.1", true)]
    [InlineData(15, "0.15.1-SNAPSHOT", true)]
    [InlineData(15, "0.15.12+build.3", true)]
    [InlineData(16, "0.16.0", true)]
    [InlineData(16, null, true)]
    [InlineData(null, "1.0.0", true)]
    [InlineData(15, "0.15.0", false)]
    [InlineData(15, "0.15.0-SNAPSHOT", false)]
    [InlineData(15, null, false)]
    [InlineData(15, "main", false)]
    [InlineData(14, "0.15.1", false)]
    [InlineData(14, "0.14.3", false)]
    [InlineData(13, null, false)]
    [InlineData(null, null, false)]
    public void Only_a_core_that_is_known_not_to_start_a_record_gets_one(int? level, string? version, bool takes)
    {
        var error = Record.Exception(() => RecordSupport.Check(new BackendStatus(null, version, level, true), "a")) as DigitalHubException;

        Assert.Equal(takes, error is null);
        if (error is null) return;
        Assert.Equal("RecordUnsupported", error.ErrorId);
        Assert.Equal("a", error.Target);
        Assert.Contains("0.15.1", error.RecommendedAction, StringComparison.Ordinal);
        if (version is not null) Assert.Contains(version, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_core_that_nothing_is_known_of_gets_none() =>
        Assert.Equal("RecordUnsupported", Assert.Throws<DigitalHubException>(() => RecordSupport.Check(null, "a")).ErrorId);
}
