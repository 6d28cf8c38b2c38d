namespace DigitalHub.Backends.Tests.SignIns;

/// <summary>Fails where a secret shows in anything that an error says.</summary>
internal static class NoSecrets
{
    public static async Task<T> Throws<T>(Func<Task> call)
        where T : Exception
    {
        var exception = await Assert.ThrowsAsync<T>(call);
        In(exception);
        return exception;
    }

    public static void In(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            Assert.DoesNotContain(StubCore.Marker, exception.ToString(), StringComparison.Ordinal);
            foreach (var property in exception.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
            {
                Assert.DoesNotContain(StubCore.Marker, $"{property.GetValue(exception)}", StringComparison.Ordinal);
            }
        }
    }

    /// <summary>The id of an error that is for a person: it says what to do.</summary>
    public static string IdOf(DigitalHubException exception)
    {
        Assert.False(string.IsNullOrEmpty(exception.RecommendedAction));
        return exception.ErrorId;
    }
}
