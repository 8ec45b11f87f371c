/// The control words of RTF (RTF specification 1.9.1, appendix B, and those of Word, LibreOffice, RichEdit and TextEdit since).
///
/// Not among them, so that each is named as unknown: formulas (`moMath` and what stands in it), text of old drawings
/// (`dptxbxtext`), entries of an index, characters of another set (`cchs`), attachments (`objattph`), controls, sub-documents.
enum RTFWords {
    /// Words that lay text out, describe it or say nothing of it: they neither hide text nor add or replace any, or what they
    /// do the judge sees.
    static let plain = table(
        """
        ab absh abslock absnoovrlp absw acaps acccircle acccomma accdot accnone accunderdot acf additive \
        adeff adeflang adjustright adn aenddoc aendnotes aexpnd af afelev affixed afs aftnbj aftnnalc aftnnar \
        aftnnauc aftnnchi aftnnchosung aftnncnum aftnndbar aftnndbnum aftnndbnumd aftnndbnumk aftnndbnumt \
        aftnnganada aftnngbnum aftnngbnumd aftnngbnumk aftnngbnuml aftnnrlc aftnnruc aftnnzodiac aftnnzodiacd \
        aftnnzodiacl aftnrestart aftnrstcont aftnstart aftntj ai alang allowfieldendsel allprot alntblind alt \
        animtext annotprot ansi aoutl AppleTypeServices ApplyBrkRules ascaps ashad asianbrkrule aspalpha \
        aspnum astrike aul auld auldb aulnone aulw aup autofmtoverride b bdbfhdr bdrrlswsix bgbdiag bgcross \
        bgdcross bgdkbdiag bgdkcross bgdkdcross bgdkfdiag bgdkhoriz bgdkvert bgfdiag bghoriz bgvert binfsxn \
        binsxn bkmkcolf bkmkcoll bkmkpub bliptag blipupi blue bookfold bookfoldrev bookfoldsheets box brdrart \
        brdrb brdrbar brdrbtw brdrcf brdrdash brdrdashd brdrdashdd brdrdashdotstr brdrdashsm brdrdb brdrdot \
        brdremboss brdrengrave brdrframe brdrhair brdrinset brdrl brdrnil brdrnone brdroutset brdrr brdrs \
        brdrsh brdrt brdrtbl brdrth brdrthtnlg brdrthtnmg brdrthtnsg brdrtnthlg brdrtnthmg brdrtnthsg \
        brdrtnthtnlg brdrtnthtnmg brdrtnthtnsg brdrtriple brdrw brdrwavy brdrwavydb brkfrm brsp bullet \
        caccentfive caccentfour caccentone caccentsix caccentthree caccenttwo cachedcolbal caps cb \
        cbackgroundone cbackgroundtwo cbpat cell cellx cf cfollowedhyperlink cfpat cgrid charrsid charscalex \
        chatn chbgbdiag chbgcross chbgdcross chbgdkbdiag chbgdkcross chbgdkdcross chbgdkfdiag chbgdkhoriz \
        chbgdkvert chbgfdiag chbghoriz chbgvert chbrdr chcbpat chcfpat chftnsep chftnsepc chhres chshdng \
        chyperlink clbgbdiag clbgcross clbgdcross clbgdkbdiag clbgdkcross clbgdkdcross clbgdkfdiag clbgdkhor \
        clbgdkvert clbgfdiag clbghoriz clbgvert clbrdrb clbrdrl clbrdrr clbrdrt clcbpat clcbpatraw clcfpat \
        clcfpatraw cldelauth cldeldttm cldgll cldglu clFitText clftsWidth clhidemark clinsauth clinsdttm \
        clmgf clmrg clmrgdauth clmrgddttm clNoWrap clpadb clpadfb clpadfl clpadfr clpadft clpadl clpadr \
        clpadt clshdng clshdngraw clshdrawnil clspb clspfb clspfl clspfr clspft clspl clspr clspt cltxbtlr \
        cltxlrtb cltxlrtbv cltxtbrl cltxtbrlv clvertalb clvertalc clvertalt clvmgf clvmrg clwWidth \
        cmaindarkone cmaindarktwo cmainlightone cmainlighttwo CocoaLigature cocoaplatform cocoartf \
        cocoascreenfonts cocoasubrtf cocoatextscaling colno cols colsr colsx column colw contextualspace cpg \
        crauth crdate cs cshade ctextone ctexttwo ctint ctrl cts cufi culi curi cvmme date dbch defformat \
        deflang deflangfe defshp deftab delrsid dfrauth dfrdate dfrmtxtx dfrmtxty dfrstart dfrstop dfrxst \
        dghorigin dghshow dghspace dgmargin dgsnap dgvorigin dgvshow dgvspace disabled dn dntblnsbdb \
        dobxcolumn dobxmargin dobxpage dobymargin dobypage dobypara doctemp doctype dodhgt dolock \
        donotembedlingdata donotembedsysfont donotshowcomments donotshowinsdel donotshowmarkup donotshowprops \
        dropcapli dropcapt ds dxfrtext dy edmins embo emdash emfblip emspace endash enddoc endnhere endnotes \
        enforceprot enspace expnd expndtw expshrtn faauto facenter fafixed fahang faroman favar fbias fbidi \
        fbidis fbimajor fbiminor fcs fdbmajor fdbminor fdecor felnbrelev fet fetch ffdefres ffhaslistbox \
        ffhps ffmaxlen ffownhelp ffownstat ffprot ffrecalc ffres ffsize fftype fftypetxt fhimajor fhiminor fi \
        fid field fittext fjgothic fjminchou fldalt flddirty fldedit fldlock fldpriv flomajor flominor \
        fmodern fn fnetwork fnil fnonfilesys footery forceupgrade formdisp formprot formshade fosnum fprq \
        fracwidth frelative frmtxbtlr frmtxlrtb frmtxlrtbv frmtxtbrl frmtxtbrlv froman fromhtml fromtext fs \
        fscript fswiss ftech ftnalt ftnbj ftnil ftnlytwnine ftnnalc ftnnar ftnnauc ftnnchi ftnnchosung \
        ftnncnum ftnndbar ftnndbnum ftnndbnumd ftnndbnumk ftnndbnumt ftnnganada ftnngbnum ftnngbnumd \
        ftnngbnumk ftnngbnuml ftnnrlc ftnnruc ftnnzodiac ftnnzodiacd ftnnzodiacl ftnrestart ftnrstcont \
        ftnrstpg ftnstart ftntj fttruetype fvaliddos fvalidhpfs fvalidmac fvalidntfs gcw glnam green \
        grfdocevents gutter gutterprl guttersxn headery hich highlight horzdoc horzsect horzvert hr hrule \
        htmautsp htmlbase htmlrtf hwelev hyphauto hyphcaps hyphconsec hyphen hyphhotz hyphlead hyphmax \
        hyphpar hyphtrail i id ignoremixedcontent ilfomacatclnup ilvl impr indmirror indrlsweleven insrsid \
        intbl ipgp irow irowband itap jclisttab jcompress jexpand jis jpegblip jsksu keep keepn kerning \
        krnprsnet ksulang landscape lang langfe langfenp langnp lastrow lbr ldblquote level levelfollow \
        levelindent leveljc leveljcn levellegal levelnfc levelnfcn levelnorestart levelold levelpicture \
        levelpicturenosize levelprev levelprevspace levelspace levelstartat leveltemplateid li lin line \
        linebetcol linecont linemod lineppage linerestart linestart linestarts linex linkself linkstyles \
        linktoquery lisa lisb listhybrid listid listoverridecount listoverrideformat listoverridestart \
        listoverridestartat listrestarthdn listsimple liststyleid listtemplateid lnbrkrule lndscpsxn lnongrid \
        loch lquote ls lsdlocked lsdlockeddef lsdlockedexcept lsdpriority lsdprioritydef lsdqformat \
        lsdqformatdef lsdsemihidden lsdsemihiddendef lsdstimax lsdunhideused lsdunhideuseddef ltrch ltrdoc \
        ltrmark ltrpar ltrrow ltrsect lvltentative lytcalctblwd lytexcttp lytprtmet lyttblrtgr macpict \
        makebackup margb margbsxn margl marglsxn margmirror margmirsxn margr margrsxn margt margtsxn min mo \
        mvauth mvdate nestcell nestrow newtblstyruls noafcnsttbl nobrkwrptbl nocolbal nocompatoptions nocwrap \
        nocxsptable noextrasprl nofchars nofcharsws nofeaturethrottle nofpages nofwords nogrowautofit \
        noindnmbrts nojkernpunct nolead noline nolnhtadjtbl nooverflow noproof noqfpromote nosectexpand \
        nosnaplinegrid nospaceforul nosupersub notabind notbrkcnstfrctbl notcvasp notvatxbx nouicompat \
        noultrlspc nowidctlpar nowrap nowwrap noxlattoyen objalign objcropb objcropl objcropr objcropt object \
        objemb objh objlock objscalex objscaley objsetsize objsub objtime objtransy objupdate objw ogutter \
        oldas oldlinewrap otblrul outl outlinelevel overlay page pagebb paperh paperw par pararsid pard \
        pardeftab pardirnatural partightenfactor pgbrdrb pgbrdrfoot pgbrdrhead pgbrdrl pgbrdropt pgbrdrr \
        pgbrdrsnap pgbrdrt pgdsc pgdscno pgdscnxt pgdscuse pghsxn pgnbidia pgnbidib pgnchosung pgncnum \
        pgncont pgndbnum pgndbnumd pgndbnumk pgndbnumt pgndec pgndecd pgnganada pgngbnum pgngbnumd pgngbnumk \
        pgngbnuml pgnhindia pgnhindib pgnhindic pgnhindid pgnhn pgnhnsc pgnhnsh pgnhnsm pgnhnsn pgnhnsp pgnid \
        pgnlcltr pgnlcrm pgnrestart pgnstart pgnstarts pgnthaia pgnthaib pgnthaic pgnucltr pgnucrm pgnvieta \
        pgnx pgny pgnzodiac pgnzodiacd pgnzodiacl pgwsxn phcol phmrg phnthaia phpg picbmp picbpp piccropb \
        piccropl piccropr piccropt pich pichGoal pichgoal picscaled picscalex picscaley picw picwGoal \
        picwgoal pindtabqc pindtabql pindtabqr pmartabqc pmartabql pmartabqr pmmetafile pnacross pnaiu pnaiud \
        pnaiueo pnaiueod pnb pnbidia pnbidib pncaps pncard pncf pnchosung pncnum pndbnum pndbnumd pndbnumk \
        pndbnuml pndbnumt pndec pndecd pnf pnfs pnganada pngblip pngbnum pngbnumd pngbnumk pngbnuml pnhang \
        pni pnindent pniroha pnirohad pnlcltr pnlcrm pnlvl pnlvlblt pnlvlbody pnlvlcont pnnumonce pnord \
        pnordt pnprev pnqc pnql pnqr pnrauth pnrdate pnrestart pnrnfc pnrnot pnrpnbr pnrrgb pnrstart pnrstop \
        pnrxst pnscaps pnsp pnstart pnstrike pnucltr pnucrm pnul pnuld pnuldash pnuldashd pnuldashdd pnuldb \
        pnulhair pnulnone pnulth pnulw pnulwave pnzodiac pnzodiacd pnzodiacl posnegx posnegy posx posxc posxi \
        posxl posxo posxr posy posyb posyc posyil posyin posyout posyt prauth prcolbl prdate printdata \
        proptype protect protlevel psover psz ptabldot ptablmdot ptablminus ptablnone ptabluscore pubauto \
        pvmrg pvpara pvpg qc qd qj qk ql qmspace qnatural qr qt rawbgdkbdiag rawclbgbdiag rawclbgcross \
        rawclbgdcross rawclbgdkbdiag rawclbgdkcross rawclbgdkdcross rawclbgdkfdiag rawclbgdkhor rawclbgdkvert \
        rawclbgfdiag rawclbghoriz rawclbgvert rdblquote readonlydoc readonlyrecommended readprot red \
        relyonvml remdttm rempersonalinfo result revauth revauthdel revbar revdttm revdttmdel revisions \
        revprop revprot ri rin row rquote rsid rsidroot rsltbmp rslthtml rsltmerge rsltpict rsltrtf rslttxt \
        rtf rtlch rtldoc rtlgutter rtlmark rtlpar rtlrow rtlsect s sa saauto saftnnalc saftnnar saftnnauc \
        saftnnchi saftnnchosung saftnncnum saftnndbar saftnndbnum saftnndbnumd saftnndbnumk saftnndbnumt \
        saftnnganada saftnngbnum saftnngbnumd saftnngbnumk saftnngbnuml saftnnrlc saftnnruc saftnnzodiac \
        saftnnzodiacd saftnnzodiacl saftnrestart saftnrstcont saftnstart sautoupd saveinvalidxml saveprevpict \
        sb sbasedon sbauto sbkcol sbkeven sbknone sbkodd sbkpage sbys scaps scompose sec sect sectd \
        sectdefaultcl sectexpand sectlinegrid sectrsid sectspecifycl sectspecifygen sectspecifyl sectunlocked \
        sftnbj sftnnalc sftnnar sftnnauc sftnnchi sftnnchosung sftnncnum sftnndbar sftnndbnum sftnndbnumd \
        sftnndbnumk sftnndbnumt sftnnganada sftnngbnum sftnngbnumd sftnngbnumk sftnngbnuml sftnnrlc sftnnruc \
        sftnnzodiac sftnnzodiacd sftnnzodiacl sftnrestart sftnrstcont sftnrstpg sftnstart sftntj shad shading \
        shidden shift showplaceholdtext showxmlerrors shp shpbottom shpbxcolumn shpbxignore shpbxmargin \
        shpbxpage shpbyignore shpbymargin shpbypage shpbypara shpfblwtxt shpfhdr shpgrp shpleft shplid \
        shplockanchor shpright shptop shpwr shpwrk shpz sl slink slleading slmult slocked snapgridtocell \
        snaptogridincell snext softcol softlheight softline softpage soutlvl sp spersonal spltpgpar \
        splytwnine spp spriority sprsbsp sprslnsp sprsspbf sprstsm sprstsp spv sqformat srauth srdate sreply \
        ssemihidden stextflow strike striked strokec strokewidth stshfbi stshfdbch stshfhich stshfloch \
        stylelock stylelockbackcomp stylelockenforced stylelockqfset stylelocktheme stylesortmethod styrsid \
        sub subfontbysize sunhideused super swpbdr tab tabsnoovrlp taprtl tb tblind tblindtype tbllkbestfit \
        tbllkborder tbllkcolor tbllkfont tbllkhdrcols tbllkhdrrows tbllklastcol tbllklastrow tbllknocolband \
        tbllknorowband tbllkshading tblrsid tcelld tdfrmtxtBottom tdfrmtxtLeft tdfrmtxtRight tdfrmtxtTop \
        themelang themelangcs themelangfe time tldot tleq tlhyph tlmdot tlth tlul toplinepunct tphcol tphmrg \
        tphpg tposnegx tposnegy tposx tposxc tposxi tposxl tposxo tposxr tposy tposyb tposyc tposyil tposyin \
        tposyout tposyoutv tposyt tpvmrg tpvpara tpvpg tqc tqdec tqr trackformatting trackmoves transmf \
        trauth trautofit trbgbdiag trbgcross trbgdcross trbgdkbdiag trbgdkcross trbgdkdcross trbgdkfdiag \
        trbgdkhor trbgdkvert trbgfdiag trbghoriz trbgvert trbrdrb trbrdrh trbrdrl trbrdrr trbrdrt trbrdrv \
        trcbpat trcfpat trdate trftsWidth trftsWidthA trftsWidthB trgaph trhdr trkeep trkeepfollow trleft \
        trowd trpaddb trpaddfb trpaddfl trpaddfr trpaddft trpaddl trpaddr trpaddt trpadob trpadofb trpadofl \
        trpadofr trpadoft trpadol trpador trpadot trpat trqc trql trqr trrh trshdng trspdb trspdfb trspdfl \
        trspdfr trspdft trspdl trspdr trspdt trspob trspofb trspofl trspofr trspoft trspol trspor trspot \
        truncatefontheight truncex trwWidth trwWidthA trwWidthB ts tsbgbdiag tsbgcross tsbgdcross tsbgdkbdiag \
        tsbgdkcross tsbgdkdcross tsbgdkfdiag tsbgdkhor tsbgdkvert tsbgfdiag tsbghoriz tsbgvert tsbrdrb \
        tsbrdrdgl tsbrdrdgr tsbrdrh tsbrdrl tsbrdrr tsbrdrt tsbrdrv tscbandhorzeven tscbandhorzodd tscbandsh \
        tscbandsv tscbandverteven tscbandvertodd tscellcbpat tscellcfpat tscellpaddb tscellpaddfb \
        tscellpaddfl tscellpaddfr tscellpaddft tscellpaddl tscellpaddr tscellpaddt tscellpct tscellwidth \
        tscellwidthfts tscfirstcol tscfirstrow tsclastcol tsclastrow tscnecell tscnwcell tscsecell tscswcell \
        tsd tsnowrap tsrowd tsvertalb tsvertalc tsvertalt twoinone twoonone tx txbxtwalways txbxtwfirst \
        txbxtwfirstlast txbxtwlast txbxtwno ul ulc uld uldash uldashd uldashdd uldb ulhair ulhwave ulldash \
        ulnone ulth ulthd ulthdash ulthdashd ulthdashdd ulthldash ululdbwave ulw ulwave up useltbaln \
        usenormstyforlist usexform utinl validatexml vern version vertal vertalb vertalc vertalj vertalt \
        vertdoc vertsect viewbksp viewh viewkind viewnobound viewscale vieww viewzk wbmbitspixel wbmplanes \
        wbmwidthbyte wbmwidthbytes webhidden widctlpar widowctrl wmetafile wpjst wpsp wptab wraparound \
        wrapdefault wrapthrough wraptight wraptrsp wrppunct xmlattr xmlattrns xmlns xmlsdttcell xmlsdttpara \
        xmlsdttregular xmlsdttrow xmlsdttunknown yr yts zwbo zwj zwnbo zwnj
        """)

    /// Destinations of which a page shows nothing.
    static let silent = table(
        """
        aftncn aftnsep aftnsepc atnauthor atndate atnicn atnparent atnref atntime atrfend atrfstart author \
        background bkmkend bkmkstart blipuid buptim category colorschememapping colortbl comment company \
        creatim datafield datastore defchp defpap doccomm docvar ebcend ebcstart expandedcolortbl factoidname \
        falt fchars ffdeftext ffentrymcr ffexitmcr ffformat ffhelptext ffl ffname ffstattext file filetbl \
        fldtype fname fontemb fontfile formfield ftncn ftnsep ftnsepc g generator gridtbl hl hlfr hlinkbase \
        hlloc hlsrc hsv htmltag info keycode keywords latentstyles lchars levelnumbers leveltext lfolevel \
        linkval list listlevel listname listoverride listoverridetable listpicture liststylename listtable \
        mailmerge manager mhtmltag mmathPr nesttableprops nextfile nonesttables nonshppict objalias objdata \
        objname objsect oldcprops oldpprops oldsprops oldtprops oleclsid operator panose password \
        passwordhash pgdsctbl pgp pgptbl picprop pnseclvl pntxta pntxtb printim private propname protend \
        protstart protusertbl pwd revtbl revtim rsidtbl shprslt sn staticval stylesheet subject svb template \
        themedata title userprops wgrffmtfilter windowcaption writereservation writereservhash xform \
        xmlattrname xmlattrvalue xmlclose xmlname xmlnstbl xmlopen
        """)

    /// What may be seen where a destination holds it that readers who do not know it leave out.
    static let seen: Set = ["par", "cell", "row", "nestcell", "pict", "shp", "object"]

    private static func table(_ words: String) -> Set<String> { Set(words.split(separator: " ").map(String.init)) }
}
