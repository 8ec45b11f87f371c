import Operations

/// Requires that the pages are served to this machine only, since they show patients and have no login yet.
enum Loopback {
    static func require(_ settings: Settings) throws(SettingError) {
        let host = try settings.value(of: ServiceSetting.httpHost)
        guard host == "localhost" || host == "::1" || host.hasPrefix("127.") else {
            throw SettingError(
                ServiceSetting.httpHost,
                "is \(host): the pages show patients and have no login yet, so keep 127.0.0.1 and put a proxy that knows who may see them in front"
            )
        }
    }
}
